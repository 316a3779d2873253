using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Ringfence.Api.Credentials;

/// <summary>The key pairs that may sign requests. Looking one up takes no lock and no memory; a new set holds from the next look-up on.</summary>
public sealed class KeyRing
{
    private Pairs _pairs;

    /// <summary>With these.</summary>
    public KeyRing(params IReadOnlyCollection<KeyPair> pairs) => _pairs = new Pairs(pairs);

    /// <summary>The pair of an id.</summary>
    public bool TryFind(ReadOnlySpan<char> secretId, [NotNullWhen(true)] out KeyPair? pair) => Volatile.Read(ref _pairs).ById.TryGetValue(secretId, out pair);

    /// <summary>These from now on, and no others.</summary>
    internal void Replace(IReadOnlyCollection<KeyPair> pairs) => Volatile.Write(ref _pairs, new Pairs(pairs));

    private sealed class Pairs(IReadOnlyCollection<KeyPair> pairs)
    {
        public readonly FrozenDictionary<string, KeyPair>.AlternateLookup<ReadOnlySpan<char>> ById =
            pairs.ToFrozenDictionary(pair => pair.SecretId, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    }
}
