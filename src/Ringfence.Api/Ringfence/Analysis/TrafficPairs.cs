using System.Collections.Immutable;
using Ringfence.Api.Actions;

namespace Ringfence.Api.Ringfence.Analysis;

/// <summary>The pairs of addresses between which a packet can go: of one family, in one network, not of one interface, and judged at one of its ends at least.</summary>
internal static class TrafficPairs
{
    /// <summary>Pairs in one answer: groups have many.</summary>
    public const int Most = 100;

    /// <summary>The pairs; or why there are none, or more than can be told.</summary>
    public static (ImmutableArray<(TrafficPoint From, TrafficPoint To)> Pairs, ActionResult Fault) Of(ImmutableArray<TrafficPoint> from, ImmutableArray<TrafficPoint> to)
    {
        var targets = to.ToLookup(point => (point.VpcId, point.Address.Family));
        var met = from.SelectMany(near => targets[(near.VpcId, near.Address.Family)], static (near, far) => (From: near, To: far)).Where(IsBetweenTwo);
        ImmutableArray<(TrafficPoint From, TrafficPoint To)> pairs = [.. met.Where(pair => pair.From.Interface is not null || pair.To.Interface is not null).Take(Most + 1)];
        if (pairs.Length > Most)
            return ([], ActionResult.Fail("LimitExceeded", $"Source and destination have more than {Most} pairs of addresses; at most {Most} are explained at once."));
        return pairs.IsEmpty ? ([], ActionResult.Fail("InvalidParameterValue", Reason(from, to, met.Any()))) : (pairs, default);
    }

    private static bool IsBetweenTwo((TrafficPoint From, TrafficPoint To) pair) =>
        pair.From.Address != pair.To.Address && (pair.From.Interface is null || pair.From.Interface.Id != pair.To.Interface?.Id);

    private static string Reason(ImmutableArray<TrafficPoint> from, ImmutableArray<TrafficPoint> to, bool anyMeet)
    {
        string[] sources = Networks(from), destinations = Networks(to);
        if (anyMeet)
            return $"No interface in the network {string.Join(", ", sources)} has the source or the destination: nothing judges a packet between them here.";
        return from.IsEmpty || to.IsEmpty || sources.Intersect(destinations).Any()
            ? "Source and destination have no two addresses of one family and network that are of different interfaces."
            : $"The source is in the network {string.Join(", ", sources)}, the destination in {string.Join(", ", destinations)}: no packet goes from one network to the other.";
    }

    private static string[] Networks(ImmutableArray<TrafficPoint> points) => [.. points.Select(point => point.VpcId).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
