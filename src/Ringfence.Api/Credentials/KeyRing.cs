using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Ringfence.Api.Credentials;

/// <summary>The key pairs that may sign requests.</summary>
public sealed class KeyRing(params IReadOnlyCollection<KeyPair> pairs)
{
    private readonly FrozenDictionary<string, KeyPair>.AlternateLookup<ReadOnlySpan<char>> _pairs =
        pairs.ToFrozenDictionary(pair => pair.SecretId, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The pair of an id.</summary>
    public bool TryFind(ReadOnlySpan<char> secretId, [NotNullWhen(true)] out KeyPair? pair) => _pairs.TryGetValue(secretId, out pair);
}
