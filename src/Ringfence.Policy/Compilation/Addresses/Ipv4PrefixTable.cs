namespace Ringfence.Policy.Compilation.Addresses;

/// <summary>
/// Longest-prefix match for IPv4 in one to three loads: a table of 2^16 for the first half of the address, pages of 256 for the third and fourth byte where a
/// prefix ends inside. After DIR-24-8 (Gupta, Lin, McKeown, INFOCOM 1998), split at 16 bits: 256 KB stay in the cache, 64 MB do not.
/// </summary>
internal sealed class Ipv4PrefixTable
{
    private const int PageSize = 256;

    private readonly int[] _root;
    private readonly int[] _pages;

    private Ipv4PrefixTable(int[] root, int[] pages)
    {
        _root = root;
        _pages = pages;
    }

    /// <summary>No prefixes: class 0 everywhere.</summary>
    public static Ipv4PrefixTable Empty { get; } = new([], []);

    public static Ipv4PrefixTable Of(List<ClassRange> ranges)
    {
        if (ranges is [{ Class: 0 }])
            return Empty;
        var root = new int[1 << 16];
        var pages = new List<int>();
        for (int i = 0; i < ranges.Count; i++)
        {
            ulong end = i + 1 < ranges.Count ? (ulong)ranges[i + 1].Start : 1UL << 32;
            Fill(root, pages, (ulong)ranges[i].Start, end, ranges[i].Class);
        }

        return new Ipv4PrefixTable(root, [.. pages]);
    }

    /// <summary>The class by the longest prefix that covers the address; 0 when none does.</summary>
    public int Find(uint address)
    {
        var root = _root;
        uint high = address >> 16;
        if (high >= (uint)root.Length)
            return 0;
        // A negative entry is the complement of a page's number.
        int entry = root[high];
        if (entry >= 0)
            return entry;
        entry = _pages[(~entry * PageSize) + (int)((address >> 8) & 0xff)];
        return entry >= 0 ? entry : _pages[(~entry * PageSize) + (int)(address & 0xff)];
    }

    private static void Fill(int[] root, List<int> pages, ulong start, ulong end, int number)
    {
        while (start < end)
        {
            int high = (int)(start >> 16);
            if ((start & 0xffff) == 0 && end - start >= 1 << 16)
            {
                int blocks = (int)((end - start) >> 16);
                root.AsSpan(high, blocks).Fill(number);
                start += (ulong)blocks << 16;
                continue;
            }

            if (root[high] >= 0)
                root[high] = ~AddPage(pages);
            ulong stop = Math.Min(end, ((start >> 16) + 1) << 16);
            FillPage(pages, ~root[high], start, stop, number);
            start = stop;
        }
    }

    private static void FillPage(List<int> pages, int page, ulong start, ulong end, int number)
    {
        while (start < end)
        {
            int at = (page * PageSize) + (int)((start >> 8) & 0xff);
            if ((start & 0xff) == 0 && end - start >= 1 << 8)
            {
                pages[at] = number;
                start += 1 << 8;
                continue;
            }

            if (pages[at] >= 0)
                pages[at] = ~AddPage(pages);
            ulong stop = Math.Min(end, ((start >> 8) + 1) << 8);
            for (int last = ~pages[at] * PageSize; start < stop; start++)
                pages[last + (int)(start & 0xff)] = number;
        }
    }

    private static int AddPage(List<int> pages)
    {
        int page = pages.Count / PageSize;
        System.Runtime.InteropServices.CollectionsMarshal.SetCount(pages, pages.Count + PageSize);
        // Growing leaves what was in the memory before: the ranges that follow fill the page, but "is this a page" is asked of each entry first.
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(pages)[^PageSize..].Clear();
        return page;
    }
}
