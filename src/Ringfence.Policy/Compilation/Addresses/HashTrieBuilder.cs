namespace Ringfence.Policy.Compilation.Addresses;

/// <summary>
/// Changes a <see cref="HashTrie{TKey,THash}"/> in place where the nodes are its own, on copies where they are shared. Not thread-safe; the tries it takes and
/// gives are.
/// </summary>
internal sealed class HashTrieBuilder<TKey, THash>
    where TKey : struct, IEquatable<TKey>
    where THash : struct, IKeyHash<TKey>
{
    private object _owner = new();
    private HashTrie<TKey, THash> _start;
    private TrieNode<TKey>? _root;

    internal HashTrieBuilder(HashTrie<TKey, THash> start)
    {
        _start = start;
        _root = start.Root;
        Count = start.Count;
    }

    public int Count { get; private set; }

    public int Find(TKey key) => HashTrie<TKey, THash>.FindIn(_root, key, THash.Of(key), 0);

    /// <summary>Adds the key or changes its value.</summary>
    public void Set(TKey key, int value)
    {
        if (Find(key) != value)
            _root = Set(_root, key, THash.Of(key), 0, value + 1);
    }

    /// <summary>Removes the key when it is there.</summary>
    public void Remove(TKey key)
    {
        if (Find(key) < 0)
            return;
        _root = Remove(_root!, key, THash.Of(key), 0);
        Count--;
    }

    /// <summary>The trie as it is now; the same object as at the start when nothing changed. The builder may be used further.</summary>
    public HashTrie<TKey, THash> ToTrie()
    {
        if (ReferenceEquals(_root, _start.Root))
            return _start;
        _owner = new object();
        return _start = new HashTrie<TKey, THash>(_root, Count);
    }

    private static int Way(ulong hash, int depth) => (int)((hash << (depth * TrieBranch<TKey>.Bits)) >> (64 - TrieBranch<TKey>.Bits));

    private TrieNode<TKey> Set(TrieNode<TKey>? node, TKey key, ulong hash, int depth, int stored)
    {
        switch (node)
        {
            case TrieBranch<TKey> shared:
                var branch = ReferenceEquals(shared.Owner, _owner) ? shared : shared.Clone(_owner);
                ref var child = ref branch.Children[Way(hash, depth)];
                if (child is null)
                    branch.Used++;
                child = Set(child, key, hash, depth + 1, stored);
                return branch;
            case TrieLeaf<TKey> leaf:
                return SetInLeaf(leaf, key, hash, depth, stored);
            default:
                var fresh = new TrieLeaf<TKey>(_owner, new TrieSlot<TKey>[TrieLeaf<TKey>.MinSlots]);
                Insert(fresh, key, hash, stored);
                Count++;
                return fresh;
        }
    }

    private TrieNode<TKey> SetInLeaf(TrieLeaf<TKey> leaf, TKey key, ulong hash, int depth, int stored)
    {
        int at = IndexOf(leaf, key, hash);
        if (at >= 0)
        {
            var own = ReferenceEquals(leaf.Owner, _owner) ? leaf : leaf.Clone(_owner);
            own.Slots[at].Stored = stored;
            return own;
        }

        if (leaf.Count >= TrieLeaf<TKey>.MaxEntries && depth < TrieBranch<TKey>.MaxDepth)
            return Set(Split(leaf, depth), key, hash, depth, stored);
        Count++;
        TrieLeaf<TKey> target;
        if ((leaf.Count + 1) * 2 > leaf.Slots.Length)
            target = Rebuild(leaf, leaf.Slots.Length * 2, -1);
        else
            target = ReferenceEquals(leaf.Owner, _owner) ? leaf : leaf.Clone(_owner);
        Insert(target, key, hash, stored);
        return target;
    }

    private TrieNode<TKey>? Remove(TrieNode<TKey> node, TKey key, ulong hash, int depth)
    {
        if (node is TrieLeaf<TKey> leaf)
        {
            if (leaf.Count == 1)
                return null;
            int slots = TrieLeaf<TKey>.MinSlots;
            while (slots < (leaf.Count - 1) * 2)
                slots *= 2;
            return Rebuild(leaf, slots, IndexOf(leaf, key, hash));
        }

        var shared = (TrieBranch<TKey>)node;
        int way = Way(hash, depth);
        var child = Remove(shared.Children[way]!, key, hash, depth + 1);
        if (child is null && shared.Used == 1)
            return null;
        var branch = ReferenceEquals(shared.Owner, _owner) ? shared : shared.Clone(_owner);
        branch.Children[way] = child;
        if (child is null)
            branch.Used--;
        return branch;
    }

    private TrieBranch<TKey> Split(TrieLeaf<TKey> leaf, int depth)
    {
        int count = Count;
        TrieNode<TKey> branch = new TrieBranch<TKey>(_owner);
        foreach (var slot in leaf.Slots)
        {
            if (slot.Stored != 0)
                branch = Set(branch, slot.Key, THash.Of(slot.Key), depth, slot.Stored);
        }

        Count = count;
        return (TrieBranch<TKey>)branch;
    }

    private TrieLeaf<TKey> Rebuild(TrieLeaf<TKey> leaf, int slots, int without)
    {
        var rebuilt = new TrieLeaf<TKey>(_owner, new TrieSlot<TKey>[slots]);
        for (int i = 0; i < leaf.Slots.Length; i++)
        {
            ref readonly var slot = ref leaf.Slots[i];
            if (slot.Stored != 0 && i != without)
                Insert(rebuilt, slot.Key, THash.Of(slot.Key), slot.Stored);
        }

        return rebuilt;
    }

    private static int IndexOf(TrieLeaf<TKey> leaf, TKey key, ulong hash)
    {
        int mask = leaf.Slots.Length - 1;
        for (int i = (int)hash & mask; leaf.Slots[i].Stored != 0; i = (i + 1) & mask)
        {
            if (leaf.Slots[i].Key.Equals(key))
                return i;
        }

        return -1;
    }

    private static void Insert(TrieLeaf<TKey> leaf, TKey key, ulong hash, int stored)
    {
        int mask = leaf.Slots.Length - 1, i = (int)hash & mask;
        while (leaf.Slots[i].Stored != 0)
            i = (i + 1) & mask;
        leaf.Slots[i] = new TrieSlot<TKey> { Key = key, Stored = stored };
        leaf.Count++;
    }
}
