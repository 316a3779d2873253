namespace Ringfence.Policy.Compilation.Addresses;

/// <summary>Adds classes to a <see cref="ClassTable"/>, and frees those that are no longer used.</summary>
internal sealed class ClassTableBuilder
{
    private readonly ClassTable _start;
    private readonly HashTrieBuilder<ClassKey, ClassKeyHash> _ids;
    private readonly List<AddressClass> _added = [];
    private AddressClass?[]? _classes;
    private int _freeLeft;
    private int _length;

    internal ClassTableBuilder(ClassTable start)
    {
        _start = start;
        _ids = start.Ids.ToBuilder();
        _freeLeft = start.Free.Length;
        _length = start.Length;
    }

    /// <summary>The classes that were not there at the start.</summary>
    public IReadOnlyList<AddressClass> Added => _added;

    public AddressClass this[int id] => _classes is null ? _start[id] : _classes[id]!;

    /// <summary>The key's id, or -1.</summary>
    public int Find(in ClassKey key) => _ids.Find(key);

    /// <summary>The key's id, a new one when it has none.</summary>
    public int Intern(in ClassKey key)
    {
        int known = _ids.Find(key);
        if (known >= 0)
            return known;
        int id = _freeLeft > 0 ? _start.Free[--_freeLeft] : _length++;
        _ids.Set(key, id);
        var added = new AddressClass(id, key);
        _added.Add(added);
        _classes ??= _start.CopyClasses(_length + 16);
        if (id >= _classes.Length)
            Array.Resize(ref _classes, id * 2);
        _classes[id] = added;
        return id;
    }

    /// <summary>The table as it is now; the same object as at the start when nothing was added.</summary>
    public ClassTable ToTable() => _classes is null
        ? _start
        : new ClassTable(_start.Lineage, _ids.ToTrie(), _classes[.._length], _start.Free[.._freeLeft], _start.SinceSweep + _added.Count);

    /// <summary>A table without the classes that are not used; class 0 stays. Ids of the others do not change.</summary>
    public static ClassTable Sweep(ClassTable table, bool[] used)
    {
        var ids = table.Ids.ToBuilder();
        var classes = table.CopyClasses(table.Length);
        var free = new List<int>();
        for (int id = table.Length - 1; id > 0; id--)
        {
            if (used[id])
                continue;
            if (classes[id] is { } dead)
                ids.Remove(dead.Key);
            classes[id] = null;
            free.Add(id);
        }

        return new ClassTable(table.Lineage, ids.ToTrie(), classes, [.. free], 0);
    }
}
