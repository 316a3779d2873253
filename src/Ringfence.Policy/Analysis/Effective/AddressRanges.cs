using System.Collections.Immutable;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Analysis.Packets;

namespace Ringfence.Policy.Analysis.Effective;

/// <summary>Sets of addresses as ranges.</summary>
public static class AddressRanges
{
    /// <summary>The same addresses as ascending ranges, IPv4 first, that neither overlap nor touch.</summary>
    public static ImmutableArray<IpRange> Normalize(IEnumerable<IpRange> ranges)
    {
        var all = ranges.ToList();
        var normal = ImmutableArray.CreateBuilder<IpRange>();
        foreach (var family in new[] { AddressFamily.IPv4, AddressFamily.IPv6 })
        {
            UInt128? start = null;
            foreach (var (first, inside) in Spans.Of(all.Where(range => range.Family == family).Select(range => (range.First.Value, range.Last.Value)), family.MaxValue()))
            {
                if (!inside && start is { } from)
                    normal.Add(new IpRange(new IpAddress(family, from), new IpAddress(family, first - 1)));
                start = inside ? first : null;
            }

            if (start is { } open)
                normal.Add(new IpRange(new IpAddress(family, open), new IpAddress(family, family.MaxValue())));
        }

        return normal.DrainToImmutable();
    }

    /// <summary>How many addresses there are; the largest number for a range that is all of IPv6.</summary>
    public static UInt128 Count(ImmutableArray<IpRange> ranges)
    {
        UInt128 count = 0;
        foreach (var range in ranges)
        {
            var size = range.Last.Value - range.First.Value;
            count = UInt128.MaxValue - count <= size ? UInt128.MaxValue : count + size + 1;
        }

        return count;
    }
}
