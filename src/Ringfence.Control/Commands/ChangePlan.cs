using System.Collections.Immutable;
using Ringfence.Control.History;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>What a command that changes many things does, or would do.</summary>
/// <param name="Changes">One for each resource that differs; empty when the world already is as asked.</param>
public sealed record ChangePlan(ImmutableArray<ResourceChange> Changes)
{
    /// <summary>Accepts the changes, or with <paramref name="preview"/> only tells them.</summary>
    internal static Decision<ChangePlan> Accept(World world, ImmutableArray<Change> changes, bool preview) =>
        Decision<ChangePlan>.Accept(new ChangePlan(WorldDifference.Describe(world, changes)), preview ? [] : changes);
}
