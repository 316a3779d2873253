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
    public void Set(TKey key, int value) => _root = Set(_root, key, THash.Of(key), 0, value);

    /// <summary>Removes the key when it is there.</summary>
    public void Remove(TKey key)
    {
        ulong hash = THash.Of(key);
        if (HashTrie<TKey, THash>.FindIn(_root, key, hash, 0) < 0)
            return;
        _root = Remove(_root!, key, hash, 0);
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

    private TrieNode<TKey> Set(TrieNode<TKey>? node, TKey key, ulong hash, int depth, int value)
    {
        switch (node)
        {
            case TrieBranch<TKey> shared:
                var branch = ReferenceEquals(shared.Owner, _owner) ? shared : shared.Clone(_owner);
                ref var child = ref branch.Children[Way(hash, depth)];
                if (child is null)
                    branch.Used++;
                child = Set(child, key, hash, depth + 1, value);
                return branch;
            case TrieLeaf<TKey, THash> leaf:
                return SetInLeaf(leaf, key, hash, depth, value);
            default:
                var fresh = new TrieLeaf<TKey, THash>(_owner, 1);
                fresh.Insert(key, hash, value);
                Count++;
                return fresh;
        }
    }

    private TrieNode<TKey> SetInLeaf(TrieLeaf<TKey, THash> leaf, TKey key, ulong hash, int depth, int value)
    {
        int cell = leaf.CellOf(key, hash);
        if (cell >= 0)
        {
            var changed = Own(leaf);
            changed.Change(cell, value);
            return changed;
        }

        if (leaf.Count >= TrieLeaf<TKey, THash>.MaxEntries && depth < TrieBranch<TKey>.MaxDepth)
            return Set(Split(leaf, depth), key, hash, depth, value);
        Count++;
        var target = leaf.Holds(leaf.Count + 1) ? Own(leaf) : Rebuild(leaf, leaf.Count + 1, null);
        target.Insert(key, hash, value);
        return target;
    }

    private TrieNode<TKey>? Remove(TrieNode<TKey> node, TKey key, ulong hash, int depth)
    {
        if (node is TrieLeaf<TKey, THash> leaf)
            return leaf.Count == 1 ? null : Rebuild(leaf, leaf.Count - 1, key);

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

    private TrieLeaf<TKey, THash> Own(TrieLeaf<TKey, THash> leaf) => ReferenceEquals(leaf.Owner, _owner) ? leaf : leaf.Clone(_owner);

    private TrieBranch<TKey> Split(TrieLeaf<TKey, THash> leaf, int depth)
    {
        int count = Count;
        TrieNode<TKey> branch = new TrieBranch<TKey>(_owner);
        for (int place = 0; place < leaf.Places; place++)
        {
            if (leaf.TryGet(place, out var key, out int value))
                branch = Set(branch, key, THash.Of(key), depth, value);
        }

        // The entries only moved.
        Count = count;
        return (TrieBranch<TKey>)branch;
    }

    private TrieLeaf<TKey, THash> Rebuild(TrieLeaf<TKey, THash> leaf, int entries, TKey? without)
    {
        var rebuilt = new TrieLeaf<TKey, THash>(_owner, entries);
        for (int place = 0; place < leaf.Places; place++)
        {
            if (leaf.TryGet(place, out var key, out int value) && !(without is { } gone && gone.Equals(key)))
                rebuilt.Insert(key, THash.Of(key), value);
        }

        return rebuilt;
    }
}
