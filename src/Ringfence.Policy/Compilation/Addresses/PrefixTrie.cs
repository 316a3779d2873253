using System.Collections.Immutable;
using Ringfence.Policy.Addressing;

namespace Ringfence.Policy.Compilation.Addresses;

/// <summary>
/// Longest-prefix match for one family: a trie over the address's bytes that skips the bytes in which the prefixes below agree. A step is one comparison of what was skipped and one load from a
/// table of 256; 1,000 prefixes of one length inside a network take two steps, whatever the family. Immutable.
/// </summary>
internal sealed class PrefixTrie
{
    private const int TableSize = 256;

    private readonly Node[] _nodes;
    private readonly int[] _tables;

    private PrefixTrie(Node[] nodes, int[] tables)
    {
        _nodes = nodes;
        _tables = tables;
    }

    /// <summary>No prefixes: class 0 everywhere.</summary>
    public static PrefixTrie Empty { get; } = new([new Node { Shift = 56 }], new int[TableSize]);

    /// <summary>The trie of one family.</summary>
    /// <param name="entries">Prefixes of any family, in ascending order, no prefix twice.</param>
    /// <param name="family">The family to take.</param>
    public static PrefixTrie Of(ImmutableArray<(IpPrefix Prefix, int Class)> entries, AddressFamily family)
    {
        var own = entries.Where(entry => entry.Prefix.Family == family).Select(entry => new Entry(Left(entry.Prefix), entry.Prefix.Length, entry.Class)).ToArray();
        if (own.Length == 0)
            return Empty;
        var nodes = new List<Node>();
        var tables = new List<int>();
        Build(own, 0, nodes, tables);
        return new PrefixTrie([.. nodes], [.. tables]);
    }

    /// <summary>The class of an IPv4 address by its longest prefix; 0 when none covers it.</summary>
    public int Find(uint address)
    {
        // As below, for the first half alone.
        var nodes = _nodes;
        ulong high = (ulong)address << 32;
        int at = 0;
        while (true)
        {
            ref readonly var node = ref nodes[at];
            if (((high ^ node.High) & node.HighMask) != 0)
                return node.Outside;
            int entry = _tables[node.Table + (int)((high >> node.Shift) & 0xff)];
            if (entry >= 0)
                return entry;
            at = ~entry;
        }
    }

    /// <summary>The class of an IPv6 address by its longest prefix; 0 when none covers it.</summary>
    public int Find(Ipv6Key address)
    {
        var nodes = _nodes;
        int at = 0;
        while (true)
        {
            ref readonly var node = ref nodes[at];
            if ((((address.High ^ node.High) & node.HighMask) | ((address.Low ^ node.Low) & node.LowMask)) != 0)
                return node.Outside;
            ulong half = node.InLow ? address.Low : address.High;
            int entry = _tables[node.Table + (int)((half >> node.Shift) & 0xff)];
            // A negative entry is the complement of a node's number.
            if (entry >= 0)
                return entry;
            at = ~entry;
        }
    }

    /// <summary>Adds the node for prefixes that lie in one block, and the nodes below it.</summary>
    /// <param name="entries">The prefixes, ascending, at least one.</param>
    /// <param name="outside">The class in the block where none of them covers.</param>
    /// <param name="nodes">Takes the nodes; this one comes first.</param>
    /// <param name="tables">Takes the tables.</param>
    private static void Build(ReadOnlySpan<Entry> entries, int outside, List<Node> nodes, List<int> tables)
    {
        int shared = (int)UInt128.LeadingZeroCount(entries[0].Network ^ entries[^1].Network);
        foreach (var entry in entries)
            shared = Math.Min(shared, entry.Length);
        int index = Math.Min(shared / 8, 15), at = nodes.Count;
        var node = Node.Make(entries[0].Network, index, outside, tables.Count);
        nodes.Add(node);
        Span<int> table = stackalloc int[TableSize];
        table.Fill(outside);
        // Prefixes that end in this byte first, the shorter before the longer; what goes on below them inherits their class.
        foreach (var entry in entries)
        {
            if (entry.Length <= (index + 1) * 8)
                table.Slice(Byte(entry, index), 1 << (((index + 1) * 8) - entry.Length)).Fill(entry.Class);
        }

        tables.AddRange(table);
        for (int i = 0; i < entries.Length;)
        {
            int end = i + 1;
            if (entries[i].Length > (index + 1) * 8)
            {
                int way = Byte(entries[i], index);
                while (end < entries.Length && Byte(entries[end], index) == way && entries[end].Length > (index + 1) * 8)
                    end++;
                tables[node.Table + way] = ~nodes.Count;
                Build(entries[i..end], table[way], nodes, tables);
            }

            i = end;
        }

        nodes[at] = node;
    }

    private static UInt128 Left(IpPrefix prefix) => prefix.Network.Value << (128 - prefix.Family.Bits());

    private static int Byte(in Entry entry, int index) => (int)(entry.Network >> (120 - (index * 8))) & 0xff;

    /// <summary>A prefix with its bits moved to the top, so that both families look alike.</summary>
    private readonly record struct Entry(UInt128 Network, int Length, int Class);

    private struct Node
    {
        public ulong High;
        public ulong HighMask;
        public ulong Low;
        public ulong LowMask;
        public int Outside;
        public int Table;
        public byte Shift;
        public bool InLow;

        /// <summary>A node that branches by byte <paramref name="index"/> and asks for agreement in all bytes before it.</summary>
        public static Node Make(UInt128 network, int index, int outside, int table)
        {
            var mask = index == 0 ? UInt128.Zero : UInt128.MaxValue << (128 - (index * 8));
            return new Node
            {
                High = (ulong)(network >> 64),
                HighMask = (ulong)(mask >> 64),
                Low = (ulong)network,
                LowMask = (ulong)mask,
                Outside = outside,
                Table = table,
                Shift = (byte)(56 - ((index % 8) * 8)),
                InLow = index >= 8,
            };
        }
    }
}
