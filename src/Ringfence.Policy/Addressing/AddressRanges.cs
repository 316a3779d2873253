using System.Collections.Immutable;

namespace Ringfence.Policy.Addressing;

/// <summary>
/// A set of addresses of both families as ranges in canonical form: ascending, IPv4 first, neither overlapping nor adjacent. Two sets with the same addresses
/// are equal. May be empty: an empty address template means no address.
/// </summary>
public sealed class AddressRanges : IEquatable<AddressRanges>
{
    private IpPrefix[]? _prefixes;

    private AddressRanges(ImmutableArray<IpRange> ranges) => Ranges = ranges;

    /// <summary>No address.</summary>
    public static AddressRanges Empty { get; } = new([]);

    /// <summary>Every address of either family.</summary>
    public static AddressRanges Everywhere { get; } = Of([IpRange.Of(IpPrefix.All(AddressFamily.IPv4)), IpRange.Of(IpPrefix.All(AddressFamily.IPv6))]);

    /// <summary>The canonical ranges.</summary>
    public ImmutableArray<IpRange> Ranges { get; }

    /// <summary>True when no address is meant.</summary>
    public bool IsEmpty => Ranges.IsEmpty;

    /// <summary>The addresses of a block.</summary>
    public static AddressRanges Of(IpPrefix prefix) => new([IpRange.Of(prefix)]) { _prefixes = [prefix] };

    /// <summary>The union of ranges in any order.</summary>
    public static AddressRanges Of(IEnumerable<IpRange> ranges)
    {
        var merged = ImmutableArray.CreateBuilder<IpRange>();
        foreach (var next in ranges.OrderBy(range => range.First))
        {
            if (merged.Count > 0 && Touches(merged[^1], next))
                merged[^1] = new IpRange(merged[^1].First, next.Last > merged[^1].Last ? next.Last : merged[^1].Last);
            else
                merged.Add(next);
        }

        return new AddressRanges(merged.DrainToImmutable());
    }

    /// <summary>True when the address is in the set. Logarithmic in the number of ranges; allocates nothing.</summary>
    public bool Contains(IpAddress address)
    {
        int low = 0, high = Ranges.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (Ranges[middle].Contains(address))
                return true;
            if (Ranges[middle].First > address)
                high = middle - 1;
            else
                low = middle + 1;
        }

        return false;
    }

    /// <summary>How many addresses of the family there are; the largest number for all of IPv6.</summary>
    public UInt128 Count(AddressFamily family)
    {
        UInt128 count = 0;
        foreach (var range in Ranges)
        {
            if (range.Family != family)
                continue;
            var size = range.Last.Value - range.First.Value;
            count = UInt128.MaxValue - count <= size ? UInt128.MaxValue : count + size + 1;
        }

        return count;
    }

    /// <summary>The fewest blocks that have exactly these addresses, ascending. A range needs at most 62 of IPv4 and 254 of IPv6.</summary>
    public IReadOnlyList<IpPrefix> Prefixes => _prefixes ??= [.. Ranges.SelectMany(range => range.Prefixes())];

    /// <inheritdoc/>
    public bool Equals(AddressRanges? other) => other is not null && (Ranges == other.Ranges || Ranges.AsSpan().SequenceEqual(other.Ranges.AsSpan()));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as AddressRanges);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var range in Ranges)
            hash.Add(range);
        return hash.ToHashCode();
    }

    /// <summary>The ranges, separated by commas; a block as block.</summary>
    public override string ToString() => string.Join(", ", Ranges.Select(range => range.Block is { } block ? block.ToString() : range.ToString()));

    private static bool Touches(IpRange before, IpRange next) =>
        before.Family == next.Family && (next.First <= before.Last || next.First.Value - 1 == before.Last.Value);
}
