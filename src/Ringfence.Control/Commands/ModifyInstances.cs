using System.Collections.Immutable;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>CVM ModifyInstancesAttribute: the full ordered list of groups, or the name; exactly one of them (reference C.6).</summary>
public sealed record ModifyInstances(ImmutableArray<string> InstanceIds, string? Name, ImmutableArray<string>? GroupIds) : ICommand<Nothing>
{
    /// <inheritdoc/>
    public Decision<Nothing> Decide(World world, CommandContext context) => throw new NotImplementedException();
}
