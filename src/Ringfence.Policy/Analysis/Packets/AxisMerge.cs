using System.Collections.Immutable;
using Ringfence.Policy.Addressing;

namespace Ringfence.Policy.Analysis.Packets;

/// <summary>Two cuts of one space laid over each other: every piece with its place in both.</summary>
internal static class AxisMerge
{
    public static IEnumerable<(IpAddress First, (int Left, int Right) Rows)> Of(ImmutableArray<AddressSegment> left, ImmutableArray<AddressSegment> right)
    {
        for (int l = 0, r = 0; ;)
        {
            var first = left[l].First.CompareTo(right[r].First) >= 0 ? left[l].First : right[r].First;
            yield return (first, (left[l].Row, right[r].Row));
            var order = Next(left, l, right, r);
            if (order is null)
                yield break;
            l += order <= 0 ? 1 : 0;
            r += order >= 0 ? 1 : 0;
        }
    }

    public static IEnumerable<(ServicePoint First, (int Left, int Right) Columns)> Of(ImmutableArray<ServiceSegment> left, ImmutableArray<ServiceSegment> right)
    {
        for (int l = 0, r = 0; ;)
        {
            yield return (new ServicePoint(Math.Max(left[l].First.Value, right[r].First.Value)), (left[l].Column, right[r].Column));
            int nextLeft = l + 1 < left.Length ? left[l + 1].First.Value : ServicePoint.End, nextRight = r + 1 < right.Length ? right[r + 1].First.Value : ServicePoint.End;
            if (nextLeft == ServicePoint.End && nextRight == ServicePoint.End)
                yield break;
            l += nextLeft <= nextRight ? 1 : 0;
            r += nextRight <= nextLeft ? 1 : 0;
        }
    }

    /// <summary>Which side's next segment comes first: negative the left one's, zero both; null when both have ended.</summary>
    private static int? Next(ImmutableArray<AddressSegment> left, int l, ImmutableArray<AddressSegment> right, int r) => (l + 1 < left.Length, r + 1 < right.Length) switch
    {
        (true, true) => left[l + 1].First.CompareTo(right[r + 1].First),
        (true, false) => -1,
        (false, true) => 1,
        _ => null,
    };
}
