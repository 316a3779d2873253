using System.Runtime.CompilerServices;

namespace Ringfence.Policy.Compilation.Addresses;

/// <summary>A node of a <see cref="HashTrie{TKey,THash}"/>. Only the builder whose token it carries may change it; everyone else sees it frozen.</summary>
internal abstract class TrieNode<TKey>(object owner)
    where TKey : struct, IEquatable<TKey>
{
    public object Owner { get; } = owner;
}

/// <summary>64 ways, by six bits of the hash.</summary>
internal sealed class TrieBranch<TKey>(object owner) : TrieNode<TKey>(owner)
    where TKey : struct, IEquatable<TKey>
{
    public const int Bits = 6;
    public const int Ways = 1 << Bits;

    /// <summary>How deep branches go: then ten bits of the hash are left for probing, and a leaf grows instead of splitting.</summary>
    public const int MaxDepth = 9;

    public TrieChildren<TKey> Children;

    /// <summary>How many of them are not null.</summary>
    public int Used;

    public TrieBranch<TKey> Clone(object newOwner) => new(newOwner) { Children = Children, Used = Used };
}

/// <summary>The children inside the node's own object: a lookup pays one load for each level.</summary>
[InlineArray(TrieBranch<uint>.Ways)]
internal struct TrieChildren<TKey>
    where TKey : struct, IEquatable<TKey>
{
    private TrieNode<TKey>? _first;
}
