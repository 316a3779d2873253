using System.Collections.Immutable;
using Ringfence.Api.Mapping;
using Ringfence.Control.Commands;

namespace Ringfence.Api.Cdb;

/// <summary>Takes one group from databases, also the last one: then nothing reaches them.</summary>
internal sealed class DisassociateSecurityGroupsAction(ActionServices services) : GroupOfDatabasesAction("DisassociateSecurityGroups", services)
{
    protected override ICommand<Nothing> Command(string groupId, ImmutableArray<string> instanceIds) => new DisassociateInstances([groupId], instanceIds) { Names = Names };
}
