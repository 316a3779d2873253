using Ringfence.Policy.Addressing;

namespace Ringfence.Datapath.Ebpf.Tables;

/// <summary>
/// Longest prefix to class for one family, as the program walks it: 65,536 slots by the first 16 bits, then blocks of 256 slots by 8 bits each. Built aside and written into
/// one block of the arena; the classifier's root is turned to it in one store. Memory: 256 KiB and 1 KiB for each node below.
/// </summary>
internal sealed class PrefixTrie
{
    private const uint BlockBit = 0x80000000;
    private const int RootSlots = 1 << 16, BlockSlots = 256, BlockBytes = 1024;

    private readonly uint[] _root = new uint[RootSlots];
    private readonly List<uint[]> _blocks = [];

    /// <summary>Builds the trie of the prefixes of a family, given in any order.</summary>
    public static PrefixTrie Build(IEnumerable<(IpPrefix Prefix, int Class)> prefixes)
    {
        var trie = new PrefixTrie();
        // Shorter first: what is longer overwrites.
        foreach (var (prefix, classId) in prefixes.OrderBy(entry => entry.Prefix.Length))
            trie.Insert(prefix, (uint)classId);
        return trie;
    }

    /// <summary>Bytes that <see cref="Write"/> will allocate.</summary>
    public long Bytes => (RootSlots * sizeof(uint)) + BlockBytes + ((long)_blocks.Count * BlockBytes);

    /// <summary>Writes the trie; the block's offset, and in <paramref name="root"/> the root's.</summary>
    /// <exception cref="ArenaFullException">There is no room.</exception>
    public uint Write(Arena arena, out uint root)
    {
        uint block = arena.Allocate(Bytes);
        // Nodes are named by number: they begin on multiples of their size.
        uint start = (block + BlockBytes - 1) / BlockBytes * BlockBytes, first = start / BlockBytes;
        for (int i = 0; i < _blocks.Count; i++)
            Relocate(_blocks[i], arena.At<uint>(start + ((uint)i * BlockBytes), BlockSlots), first);
        root = start + ((uint)_blocks.Count * BlockBytes);
        Relocate(_root, arena.At<uint>(root, RootSlots), first);
        return block;
    }

    private static void Relocate(uint[] from, Span<uint> to, uint first)
    {
        for (int i = 0; i < from.Length; i++)
            to[i] = (from[i] & BlockBit) != 0 ? from[i] + first : from[i];
    }

    private void Insert(IpPrefix prefix, uint value)
    {
        int bits = prefix.Network.Family == AddressFamily.IPv4 ? 32 : 128;
        var address = prefix.Network.Value << (128 - bits);
        var slots = _root;
        int depth = 16;
        while (prefix.Length > depth)
        {
            ref uint slot = ref slots[(int)(address >> (128 - depth)) & (slots.Length - 1)];
            if ((slot & BlockBit) == 0)
            {
                var block = new uint[BlockSlots];
                Array.Fill(block, slot);
                _blocks.Add(block);
                slot = BlockBit | (uint)(_blocks.Count - 1);
            }

            slots = _blocks[(int)(slot & ~BlockBit)];
            depth += 8;
        }

        int index = (int)(address >> (128 - depth)) & (slots.Length - 1);
        Array.Fill(slots, value, index, 1 << (depth - prefix.Length));
    }
}
