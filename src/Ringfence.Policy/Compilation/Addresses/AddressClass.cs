using Ringfence.Policy.Addressing;

namespace Ringfence.Policy.Compilation.Addresses;

/// <summary>
/// What all addresses of a class have in common, and no other address has: the longest literal prefix of the host that covers them (which names all the
/// shorter ones too) and the address sets that contain them.
/// </summary>
/// <param name="Node">The longest covering prefix; null when none covers.</param>
/// <param name="Sets">The containing sets.</param>
internal readonly record struct ClassKey(IpPrefix? Node, SetCombination Sets) : IComparable<ClassKey>
{
    /// <summary>By prefix (none first), then by sets: the order in which new classes get their ids.</summary>
    public int CompareTo(ClassKey other)
    {
        int byNode = Nullable.Compare(Node, other.Node);
        return byNode != 0 ? byNode : Sets.CompareTo(other.Sets);
    }
}

/// <summary>A class with its host-wide id.</summary>
internal sealed class AddressClass(int id, ClassKey key)
{
    public int Id { get; } = id;

    public ClassKey Key { get; } = key;
}
