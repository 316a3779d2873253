using Ringfence.Contracts.Ringfence.Analysis;
using Ringfence.Control.Analysis;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Analysis.Exposure;

namespace Ringfence.Api.Ringfence.Analysis;

/// <summary>How exposure has come to be what it is.</summary>
internal static class ExposureTrend
{
    /// <summary>Revisions from the first to the last, both among them, as evenly as whole numbers allow and at most as many as asked: the first, when that is one.</summary>
    public static IEnumerable<long> Revisions(long first, long last, int points) =>
        first >= last || points < 2 ? [first] : Enumerable.Range(0, points).Select(point => first + ((last - first) * point / (points - 1))).Distinct();

    /// <summary>The findings of a world, counted.</summary>
    public static ExposureTrendPoint Point(World world, Scope scope)
    {
        var counts = WorldExposure.Of(world, scope).CountBy(exposure => exposure.Finding.Severity).ToDictionary();
        int Of(ExposureSeverity severity) => counts.GetValueOrDefault(severity);
        return new ExposureTrendPoint(world.Revision, Of(ExposureSeverity.Critical), Of(ExposureSeverity.High), Of(ExposureSeverity.Medium), Of(ExposureSeverity.Low));
    }
}
