using System.Collections.Immutable;
using Ringfence.Api.Mapping;
using Ringfence.Control.Commands;

namespace Ringfence.Api.Cdb;

/// <summary>Appends one group to databases. CVM's action of this name has another version and other parameters.</summary>
internal sealed class AssociateSecurityGroupsAction(ActionServices services) : GroupOfDatabasesAction("AssociateSecurityGroups", services)
{
    protected override ICommand<Nothing> Command(string groupId, ImmutableArray<string> instanceIds) => new AssociateInstances([groupId], instanceIds) { Names = Names };
}
