using System.Collections.Immutable;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>VPC DisassociateNetworkInterfaceSecurityGroups; all groups may go (doc 215/36089, reference C.3).</summary>
public sealed record DisassociateInterfaces(ImmutableArray<string> InterfaceIds, ImmutableArray<string> GroupIds) : ICommand<Nothing>
{
    /// <inheritdoc/>
    public Decision<Nothing> Decide(World world, CommandContext context) => throw new NotImplementedException();
}
