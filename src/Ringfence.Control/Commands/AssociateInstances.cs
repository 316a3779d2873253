using System.Collections.Immutable;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>CVM AssociateSecurityGroups: appends one group to instances (doc 213/33265, reference C.6).</summary>
public sealed record AssociateInstances(ImmutableArray<string> GroupIds, ImmutableArray<string> InstanceIds) : ICommand<Nothing>
{
    /// <inheritdoc/>
    public Decision<Nothing> Decide(World world, CommandContext context) => throw new NotImplementedException();
}
