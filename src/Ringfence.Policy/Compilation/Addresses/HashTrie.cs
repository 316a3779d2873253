using System.Runtime.CompilerServices;

namespace Ringfence.Policy.Compilation.Addresses;

/// <summary>
/// A persistent map from keys to non-negative numbers: a trie over the key's hash with small hash tables as leaves. A changed copy
/// shares all but one path (about 2 KB) with its original, whatever the size; a lookup takes one load for each level (two at 100,000 entries) and one comparison of eight tags, and
/// allocates nothing. Two versions are compared in time proportional to their differences, because what they share is the same object.
/// </summary>
internal sealed class HashTrie<TKey, THash>
    where TKey : struct, IEquatable<TKey>
    where THash : struct, IKeyHash<TKey>
{
    internal HashTrie(TrieNode<TKey>? root, int count)
    {
        Root = root;
        Count = count;
    }

    public static HashTrie<TKey, THash> Empty { get; } = new(null, 0);

    public int Count { get; }

    internal TrieNode<TKey>? Root { get; }

    /// <summary>The key's value, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(TKey key) => Root is null ? -1 : FindIn(Root, key, THash.Of(key), 0);

    public HashTrieBuilder<TKey, THash> ToBuilder() => new(this);

    /// <summary>All entries, in the hash's order.</summary>
    public IEnumerable<(TKey Key, int Value)> Entries() => EntriesOf(Root);

    /// <summary>What must be set in and removed from <paramref name="earlier"/> to get this.</summary>
    public void Since(HashTrie<TKey, THash> earlier, Action<TKey, int> set, Action<TKey> removed) =>
        Compare(earlier.Root, Root, 0, set, removed);

    // Inlined by request, like what it calls: whether the runtime does so by itself depends on what else the process has looked up before.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int FindIn(TrieNode<TKey>? node, TKey key, ulong hash, int depth)
    {
        ulong way = hash << (depth * TrieBranch<TKey>.Bits);
        while (node is TrieBranch<TKey> branch)
        {
            node = branch.Children[(int)(way >> (64 - TrieBranch<TKey>.Bits))];
            way <<= TrieBranch<TKey>.Bits;
        }

        return node is TrieLeaf<TKey, THash> leaf ? leaf.Find(key, hash) : -1;
    }

    private static IEnumerable<(TKey Key, int Value)> EntriesOf(TrieNode<TKey>? root)
    {
        if (root is null)
            yield break;
        var open = new Stack<TrieNode<TKey>>();
        open.Push(root);
        while (open.TryPop(out var node))
        {
            if (node is TrieBranch<TKey> branch)
            {
                for (int way = TrieBranch<TKey>.Ways - 1; way >= 0; way--)
                {
                    if (branch.Children[way] is { } child)
                        open.Push(child);
                }

                continue;
            }

            var leaf = (TrieLeaf<TKey, THash>)node;
            for (int place = 0; place < leaf.Places; place++)
            {
                if (leaf.TryGet(place, out var key, out int value))
                    yield return (key, value);
            }
        }
    }

    private static void Compare(TrieNode<TKey>? earlier, TrieNode<TKey>? later, int depth, Action<TKey, int> set, Action<TKey> removed)
    {
        if (ReferenceEquals(earlier, later))
            return;
        if (earlier is TrieBranch<TKey> before && later is TrieBranch<TKey> after)
        {
            for (int way = 0; way < TrieBranch<TKey>.Ways; way++)
                Compare(before.Children[way], after.Children[way], depth + 1, set, removed);
            return;
        }

        foreach (var (key, value) in EntriesOf(later))
        {
            if (FindIn(earlier, key, THash.Of(key), depth) != value)
                set(key, value);
        }

        foreach (var (key, _) in EntriesOf(earlier))
        {
            if (FindIn(later, key, THash.Of(key), depth) < 0)
                removed(key);
        }
    }
}
