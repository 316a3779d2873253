using System.Collections.Immutable;

namespace Ringfence.Policy.Compilation.Tables;

/// <summary>The ids of a policy's rule lists in order; equal when the ids are.</summary>
internal readonly struct ListSequence(ImmutableArray<string> ids) : IEquatable<ListSequence>
{
    public ImmutableArray<string> Ids { get; } = ids;

    public bool Equals(ListSequence other) => Ids == other.Ids || Ids.AsSpan().SequenceEqual(other.Ids.AsSpan());

    public override bool Equals(object? obj) => obj is ListSequence other && Equals(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (string id in Ids)
            hash.Add(id, StringComparer.Ordinal);
        return hash.ToHashCode();
    }
}
