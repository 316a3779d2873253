using System.Collections.Immutable;
using Ringfence.Control.Observing;
using Ringfence.Control.Snapshots;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>What changes bring with them, whichever command makes them.</summary>
internal static class FollowUp
{
    /// <summary>The changes that follow of themselves; none for most.</summary>
    public static ImmutableArray<Change> Of(World world, ImmutableArray<Change> changes, CommandContext context) =>
        [.. SnapshotFollowUp.Of(world, changes, context), .. ObservationFollowUp.Of(world, changes)];
}
