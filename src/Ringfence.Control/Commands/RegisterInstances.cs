using System.Collections.Immutable;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>Puts instances and their interfaces into the inventory, or updates what is given of those that are there (design, section 5).</summary>
public sealed record RegisterInstances(ImmutableArray<InstanceSpec> Instances, string DefaultHost) : ICommand<ImmutableArray<Instance>>
{
    /// <inheritdoc/>
    public Decision<ImmutableArray<Instance>> Decide(World world, CommandContext context) => throw new NotImplementedException();
}
