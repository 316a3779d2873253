using System.Collections.Immutable;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>CVM DisassociateSecurityGroups: takes one group from instances, never the last one (reference C.6).</summary>
public sealed record DisassociateInstances(ImmutableArray<string> GroupIds, ImmutableArray<string> InstanceIds) : ICommand<Nothing>
{
    /// <inheritdoc/>
    public Decision<Nothing> Decide(World world, CommandContext context) => throw new NotImplementedException();
}
