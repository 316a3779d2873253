using System.Collections.Immutable;
using Ringfence.Policy.Addressing;

namespace Ringfence.Policy.Compilation.Addresses;

/// <summary>Addresses from <paramref name="Start"/> up to the next range's start have this class by their longest prefix.</summary>
internal readonly record struct ClassRange(UInt128 Start, int Class);

/// <summary>Lays nested prefixes flat.</summary>
internal static class PrefixRanges
{
    /// <summary>
    /// The ranges of one family, ascending from 0, neighbours different, the last one reaching to the family's end; class 0 where no prefix covers.
    /// </summary>
    /// <param name="entries">Prefixes of any family, in ascending order, no prefix twice.</param>
    /// <param name="family">The family to lay out.</param>
    public static List<ClassRange> Of(ImmutableArray<(IpPrefix Prefix, int Class)> entries, AddressFamily family)
    {
        var ranges = new List<ClassRange> { new(0, 0) };
        var open = new Stack<(UInt128 Last, int Class)>();
        foreach (var (prefix, number) in entries)
        {
            if (prefix.Family != family)
                continue;
            // Ascending order puts a prefix behind those that cover it: what ends before it begins is finished.
            while (open.TryPeek(out var top) && top.Last < prefix.First.Value)
                Close(ranges, open, family);
            Begin(ranges, prefix.First.Value, number);
            open.Push((prefix.Last.Value, number));
        }

        while (open.Count > 0)
            Close(ranges, open, family);
        return ranges;
    }

    private static void Close(List<ClassRange> ranges, Stack<(UInt128 Last, int Class)> open, AddressFamily family)
    {
        var last = open.Pop().Last;
        if (last < family.MaxValue())
            Begin(ranges, last + 1, open.TryPeek(out var outer) ? outer.Class : 0);
    }

    private static void Begin(List<ClassRange> ranges, UInt128 start, int number)
    {
        if (ranges[^1].Start == start)
            ranges.RemoveAt(ranges.Count - 1);
        if (ranges.Count == 0 || ranges[^1].Class != number)
            ranges.Add(new ClassRange(start, number));
    }
}
