using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ringfence.Policy.Compilation.Addresses;

/// <summary>
/// A small hash table in groups of eight entries: eight tags, then the eight values plus one, in the 64 bytes of a cache line. The tags of a group are compared at once, and a group that is not
/// full ends a search. At most half the places are used, so most searches end in their first group, without a branch that depends on the data.
/// </summary>
internal sealed class TrieLeaf<TKey, THash> : TrieNode<TKey>
    where TKey : struct, IEquatable<TKey>
    where THash : struct, IKeyHash<TKey>
{
    /// <summary>A leaf with more entries is split.</summary>
    public const int MaxEntries = 32;

    private const int Group = 8;
    private const int GroupCells = 2 * Group;

    private readonly uint[] _cells;

    // Empty when the tag is the whole key.
    private readonly TKey[] _keys;

    public TrieLeaf(object owner, int entries)
        : this(owner, new uint[GroupsFor(entries) * GroupCells], THash.TagIsKey ? [] : new TKey[GroupsFor(entries) * Group])
    {
    }

    private TrieLeaf(object owner, uint[] cells, TKey[] keys)
        : base(owner)
    {
        _cells = cells;
        _keys = keys;
    }

    public int Count { get; private set; }

    /// <summary>How many entries it could have; <see cref="TryGet"/> takes numbers below.</summary>
    public int Places => _cells.Length / 2;

    public TrieLeaf<TKey, THash> Clone(object newOwner) => new(newOwner, [.. _cells], [.. _keys]) { Count = Count };

    /// <summary>True when there is room for so many entries.</summary>
    public bool Holds(int entries) => GroupsFor(entries) * GroupCells <= _cells.Length;

    /// <summary>The key's value, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(TKey key, ulong hash)
    {
        int cell = CellOf(key, hash);
        return cell < 0 ? -1 : (int)_cells[cell] - 1;
    }

    /// <summary>Where the key's value is, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int CellOf(TKey key, ulong hash)
    {
        var cells = _cells;
        var wanted = Vector256.Create(THash.TagOf(key, hash));
        for (int group = (int)hash * GroupCells; ; group += GroupCells)
        {
            group &= cells.Length - 1;
            var line = cells.AsSpan(group, GroupCells);
            var empty = Vector256.Equals(Vector256.Create(line[Group..]), Vector256<uint>.Zero);
            var same = Vector256.AndNot(Vector256.Equals(Vector256.Create(line), wanted), empty);
            for (uint matches = same.ExtractMostSignificantBits(); matches != 0; matches &= matches - 1)
            {
                int at = BitOperations.TrailingZeroCount(matches);
                if (THash.TagIsKey || _keys[(group / 2) + at].Equals(key))
                    return group + Group + at;
            }

            if (empty != Vector256<uint>.Zero)
                return -1;
        }
    }

    /// <summary>Changes the value at a cell.</summary>
    public void Change(int cell, int value) => _cells[cell] = (uint)value + 1;

    /// <summary>Takes a key that is not there; there must be room.</summary>
    public void Insert(TKey key, ulong hash, int value)
    {
        int mask = Places - 1, place = ((int)hash * Group) & mask;
        while (_cells[ValueCell(place)] != 0)
            place = (place + 1) & mask;
        _cells[ValueCell(place) - Group] = THash.TagOf(key, hash);
        _cells[ValueCell(place)] = (uint)value + 1;
        if (!THash.TagIsKey)
            _keys[place] = key;
        Count++;
    }

    /// <summary>The entry at a place, when there is one.</summary>
    public bool TryGet(int place, out TKey key, out int value)
    {
        int cell = ValueCell(place);
        value = (int)_cells[cell] - 1;
        key = value < 0 ? default : THash.TagIsKey ? THash.KeyOf(_cells[cell - Group]) : _keys[place];
        return value >= 0;
    }

    private static int ValueCell(int place) => (place / Group * GroupCells) + Group + (place % Group);

    /// <summary>One group is searched whole and may be nearly full; more than one are kept half empty. One place at least stays empty, or a search would not end.</summary>
    private static int GroupsFor(int entries) => entries < Group ? 1 : (int)BitOperations.RoundUpToPowerOf2((uint)((entries * 2) + Group - 1) / Group);
}
