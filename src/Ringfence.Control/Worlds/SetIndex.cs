using System.Collections.Immutable;

namespace Ringfence.Control.Worlds;

/// <summary>Edits an index from a key to a set of ids; keys without ids are not kept. Each edit is logarithmic in the size of the set.</summary>
internal sealed class SetIndex<TKey>(ImmutableDictionary<TKey, ImmutableHashSet<string>> before)
    where TKey : notnull
{
    private readonly ImmutableDictionary<TKey, ImmutableHashSet<string>>.Builder _sets = before.ToBuilder();

    /// <summary>False when it was there.</summary>
    public bool Add(TKey key, string id)
    {
        var old = _sets.TryGetValue(key, out var found) ? found : [];
        var now = old.Add(id);
        _sets[key] = now;
        return !ReferenceEquals(old, now);
    }

    /// <summary>False when it was not there.</summary>
    public bool Remove(TKey key, string id)
    {
        if (!_sets.TryGetValue(key, out var old))
            return false;
        var now = old.Remove(id);
        if (now.IsEmpty)
            _sets.Remove(key);
        else
            _sets[key] = now;
        return !ReferenceEquals(old, now);
    }

    /// <summary>True when the key has an id.</summary>
    public bool Has(TKey key) => _sets.ContainsKey(key);

    public ImmutableDictionary<TKey, ImmutableHashSet<string>> ToImmutable() => _sets.ToImmutable();
}
