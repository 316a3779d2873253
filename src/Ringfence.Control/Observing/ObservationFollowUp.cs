using System.Collections.Immutable;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Observing;

/// <summary>What every change of groups brings with it, whichever command makes it: a group that is enforced, or gone, is not watched any more.</summary>
internal static class ObservationFollowUp
{
    /// <summary>The changes that follow; none for most.</summary>
    public static ImmutableArray<Change> Of(World world, ImmutableArray<Change> changes)
    {
        if (world.Observations.IsEmpty)
            return [];
        return
        [
            .. changes.Select(ToldOf).OfType<string>().Distinct()
                .Select(world.ObservationOf).OfType<PolicyObservation>()
                .Select(observation => new Change.DeleteObservation(observation.Id))
                .Where(end => !changes.Contains(end)),
        ];
    }

    private static string? ToldOf(Change change) => change switch
    {
        Change.PutGroup { Group: { Mode: GroupMode.Enforce } group } => group.Id,
        Change.DeleteGroup gone => gone.Id,
        _ => null,
    };
}
