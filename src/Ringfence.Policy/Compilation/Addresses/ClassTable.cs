namespace Ringfence.Policy.Compilation.Addresses;

/// <summary>
/// The classes of a host at one revision: key to id and back. Immutable. Ids are given in order and stay; a class that no address has any more keeps its
/// id, because combinations come back, until a sweep frees it for another.
/// </summary>
internal sealed class ClassTable
{
    private readonly AddressClass?[] _classes;

    internal ClassTable(object lineage, HashTrie<ClassKey, ClassKeyHash> ids, AddressClass?[] classes, int[] free, int sinceSweep)
    {
        Lineage = lineage;
        Ids = ids;
        _classes = classes;
        Free = free;
        SinceSweep = sinceSweep;
    }

    /// <summary>Class 0 alone (covered by no prefix and in no set), with a lineage of its own.</summary>
    public static ClassTable Start()
    {
        var key = new ClassKey(null, SetCombination.Empty);
        var ids = HashTrie<ClassKey, ClassKeyHash>.Empty.ToBuilder();
        ids.Set(key, 0);
        return new ClassTable(new object(), ids.ToTrie(), [new AddressClass(0, key)], [], 0);
    }

    /// <summary>By id; null where a sweep freed it.</summary>
    public ReadOnlySpan<AddressClass?> Classes => _classes;

    /// <summary>One above the highest id ever given.</summary>
    public int Length => _classes.Length;

    /// <summary>How many classes have an id.</summary>
    public int Count => Ids.Count;

    internal HashTrie<ClassKey, ClassKeyHash> Ids { get; }

    /// <summary>The same for all tables that came out of one another by updates; keys of different lineages number their sets differently.</summary>
    internal object Lineage { get; }

    /// <summary>Freed ids, descending: the lowest is given next.</summary>
    internal int[] Free { get; }

    /// <summary>How many classes were added since the last sweep.</summary>
    internal int SinceSweep { get; }

    public AddressClass this[int id] => _classes[id] ?? throw new InvalidOperationException("The class was freed; no address has it.");

    public ClassTableBuilder ToBuilder() => new(this);

    /// <summary>True when both hold the same classes under the same ids.</summary>
    public bool SameAs(ClassTable other) => ReferenceEquals(_classes, other._classes);

    internal AddressClass?[] CopyClasses(int length)
    {
        var copy = new AddressClass?[length];
        _classes.CopyTo(copy, 0);
        return copy;
    }
}
