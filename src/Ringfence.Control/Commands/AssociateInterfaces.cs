using System.Collections.Immutable;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>VPC AssociateNetworkInterfaceSecurityGroups: appends groups to secondary interfaces (doc 215/43132, reference C.3).</summary>
public sealed record AssociateInterfaces(ImmutableArray<string> InterfaceIds, ImmutableArray<string> GroupIds) : ICommand<Nothing>
{
    /// <inheritdoc/>
    public Decision<Nothing> Decide(World world, CommandContext context) => throw new NotImplementedException();
}
