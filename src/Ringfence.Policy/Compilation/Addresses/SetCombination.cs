namespace Ringfence.Policy.Compilation.Addresses;

/// <summary>
/// Which address sets contain an address: the sets' ordinals, ascending. Immutable; equal when the sets are the same.
/// </summary>
internal sealed class SetCombination : IEquatable<SetCombination>, IComparable<SetCombination>
{
    private readonly int[] _ordinals;
    private readonly int _hash;

    private SetCombination(int[] ordinals)
    {
        _ordinals = ordinals;
        uint hash = 17;
        foreach (int ordinal in ordinals)
            hash = (hash ^ (uint)ordinal) * 0x9E3779B1u;
        _hash = (int)(hash ^ (hash >> 15));
    }

    /// <summary>In no set.</summary>
    public static SetCombination Empty { get; } = new([]);

    public bool IsEmpty => _ordinals.Length == 0;

    public ReadOnlySpan<int> Ordinals => _ordinals;

    /// <summary>This combination and one set more.</summary>
    public SetCombination With(int ordinal)
    {
        int at = Array.BinarySearch(_ordinals, ordinal);
        if (at >= 0)
            return this;
        var ordinals = new int[_ordinals.Length + 1];
        _ordinals.AsSpan(0, ~at).CopyTo(ordinals);
        ordinals[~at] = ordinal;
        _ordinals.AsSpan(~at).CopyTo(ordinals.AsSpan(~at + 1));
        return new SetCombination(ordinals);
    }

    /// <summary>This combination and one set less.</summary>
    public SetCombination Without(int ordinal)
    {
        int at = Array.BinarySearch(_ordinals, ordinal);
        if (at < 0)
            return this;
        if (_ordinals.Length == 1)
            return Empty;
        var ordinals = new int[_ordinals.Length - 1];
        _ordinals.AsSpan(0, at).CopyTo(ordinals);
        _ordinals.AsSpan(at + 1).CopyTo(ordinals.AsSpan(at));
        return new SetCombination(ordinals);
    }

    public bool Equals(SetCombination? other) =>
        ReferenceEquals(this, other) || (other is not null && _hash == other._hash && _ordinals.AsSpan().SequenceEqual(other._ordinals));

    public override bool Equals(object? obj) => Equals(obj as SetCombination);

    public override int GetHashCode() => _hash;

    public int CompareTo(SetCombination? other) => other is null ? 1 : _ordinals.AsSpan().SequenceCompareTo(other._ordinals);
}
