using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Observing;

/// <summary>How many observations there may be.</summary>
internal static class ObservationCount
{
    /// <summary>Observations in a region: each of them judges every flow again.</summary>
    public const int Most = 10;

    /// <summary>A fault when there is no room for another.</summary>
    public static void Check(World world, Scope scope, Faults faults)
    {
        if (world.Observations.Values.Count(one => one.Scope == scope) >= Most)
            faults.Add(RefusalKind.ObservationQuota, "", $"there are {Most} observations in the region already; that is as many as there may be.");
    }
}
