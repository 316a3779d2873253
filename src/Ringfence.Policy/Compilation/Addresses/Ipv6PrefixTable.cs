namespace Ringfence.Policy.Compilation.Addresses;

/// <summary>
/// Longest-prefix match for IPv6 by binary search over the flat ranges: prefixes of up to 128 bits nest too deep for tables, and log2(ranges) steps over a
/// dense array cost less than a trie's cold nodes.
/// </summary>
internal sealed class Ipv6PrefixTable
{
    private readonly Ipv6Key[] _starts;
    private readonly int[] _classes;

    private Ipv6PrefixTable(Ipv6Key[] starts, int[] classes)
    {
        _starts = starts;
        _classes = classes;
    }

    /// <summary>No prefixes: class 0 everywhere.</summary>
    public static Ipv6PrefixTable Empty { get; } = new([default], [0]);

    public static Ipv6PrefixTable Of(List<ClassRange> ranges) => ranges is [{ Class: 0 }]
        ? Empty
        : new Ipv6PrefixTable([.. ranges.Select(range => Ipv6Key.Of(range.Start))], [.. ranges.Select(range => range.Class)]);

    /// <summary>The class by the longest prefix that covers the address; 0 when none does.</summary>
    public int Find(Ipv6Key address)
    {
        var starts = _starts;
        int low = 0, length = starts.Length;
        // The last start that is not above the address; the first start is 0. Halves by a conditional move, not by a branch.
        while (length > 1)
        {
            int half = length >> 1;
            ref readonly var middle = ref starts[low + half];
            bool above = middle.High > address.High || (middle.High == address.High && middle.Low > address.Low);
            low = above ? low : low + half;
            length -= half;
        }

        return _classes[low];
    }
}
