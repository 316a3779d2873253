using System.Collections.Immutable;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;

namespace Ringfence.Policy.Compilation.Addresses;

/// <summary>Makes the classifier of a host policy from that of another: addresses whose prefixes or sets changed get another class, all others are not touched.</summary>
internal sealed class ClassifierUpdate
{
    private readonly AddressClassifier _previous;
    private readonly ClassTableBuilder _classes;
    private readonly HashTrieBuilder<uint, Ipv4Hash> _hosts4;
    private readonly HashTrieBuilder<Ipv6Key, Ipv6Hash> _hosts6;
    private readonly List<ClassKey> _keys = [];
    private readonly Dictionary<(int NodeClass, SetCombination Sets), int> _numberOfKey = [];
    private readonly List<(IpAddress Host, int KeyNumber)> _moves = [];
    private PrefixTrie _prefixes4;
    private PrefixTrie _prefixes6;
    private ImmutableArray<(IpPrefix Prefix, int Class)> _prefixes;

    private ClassifierUpdate(AddressClassifier previous)
    {
        _previous = previous;
        _classes = previous.Table.ToBuilder();
        _hosts4 = previous.Hosts4.ToBuilder();
        _hosts6 = previous.Hosts6.ToBuilder();
        (_prefixes, _prefixes4, _prefixes6) = (previous.Prefixes, previous.Prefixes4, previous.Prefixes6);
    }

    /// <summary>The new classifier (the same object when nothing changed), and the classes that are new in it.</summary>
    public static (AddressClassifier Classifier, IReadOnlyList<AddressClass> Added) Run(
        AddressClassifier previous, HostPolicy earlier, PeerUniverse universeBefore, HostPolicy later, PeerUniverse universe)
    {
        var update = new ClassifierUpdate(previous);
        bool prefixesChanged = universeBefore.Prefixes != universe.Prefixes;
        if (prefixesChanged)
            update.SetPrefixes(universe.Prefixes);
        var members = MemberChanges.Between(earlier, universeBefore, later, universe, update.SetsOf);
        update._moves.EnsureCapacity(members.Changed.Count);
        foreach (var (address, sets) in members.Changed)
            update.Move(address, sets);
        if (prefixesChanged)
            update.MoveHostsBetweenPrefixes(members.Changed);
        update.ApplyMoves();
        return (update.ToClassifier(), update._classes.Added);
    }

    private void SetPrefixes(ImmutableArray<IpPrefix> prefixes)
    {
        var entries = ImmutableArray.CreateBuilder<(IpPrefix, int)>(prefixes.Length);
        foreach (var prefix in prefixes)
            entries.Add((prefix, _classes.Intern(new ClassKey(prefix, SetCombination.Empty))));
        _prefixes = entries.DrainToImmutable();
        _prefixes4 = PrefixTrie.Of(_prefixes, AddressFamily.IPv4);
        _prefixes6 = PrefixTrie.Of(_prefixes, AddressFamily.IPv6);
    }

    private SetCombination SetsOf(IpAddress address) => _previous.Table[_previous.Lookup(address)].Key.Sets;

    /// <summary>The class of the address's longest prefix, by which the prefix is known too.</summary>
    private int NodeClassOf(IpAddress address) =>
        address.Family == AddressFamily.IPv4 ? _prefixes4.Find((uint)address.Value) : _prefixes6.Find(Ipv6Key.Of(address.Value));

    /// <summary>All hosts whose longest prefix came or went.</summary>
    private void MoveHostsBetweenPrefixes(Dictionary<IpAddress, SetCombination> done)
    {
        // What a host's class says about its prefix, as the class of the prefix itself: ids stay, so two numbers tell whether it moved.
        var nodeClass = new int[_previous.Table.Length];
        foreach (var addressClass in _previous.Table.Classes)
        {
            if (addressClass is not null)
                nodeClass[addressClass.Id] = _classes.Find(new ClassKey(addressClass.Key.Node, SetCombination.Empty));
        }

        foreach (var (address, number) in _previous.Hosts4.Entries())
        {
            if (_prefixes4.Find(address) != nodeClass[number])
                MoveUnlessDone(IpAddress.V4(address), number, done);
        }

        foreach (var (address, number) in _previous.Hosts6.Entries())
        {
            if (_prefixes6.Find(address) != nodeClass[number])
                MoveUnlessDone(IpAddress.V6(address.Value), number, done);
        }
    }

    private void MoveUnlessDone(IpAddress host, int number, Dictionary<IpAddress, SetCombination> done)
    {
        if (!done.ContainsKey(host))
            Move(host, _previous.Table[number].Key.Sets);
    }

    /// <summary>Notes where a host goes. Keys are numbered here and get their classes later, sorted, so that class ids do not depend on the order of a hash table.</summary>
    private void Move(IpAddress host, SetCombination sets)
    {
        if (sets.IsEmpty)
        {
            _moves.Add((host, -1));
            return;
        }

        int nodeClass = NodeClassOf(host);
        if (!_numberOfKey.TryGetValue((nodeClass, sets), out int number))
        {
            _numberOfKey.Add((nodeClass, sets), number = _keys.Count);
            _keys.Add(new ClassKey(_classes[nodeClass].Key.Node, sets));
        }

        _moves.Add((host, number));
    }

    private void ApplyMoves()
    {
        foreach (var key in _keys.Order())
            _classes.Intern(key);
        var classOf = _keys.ConvertAll(key => _classes.Find(key));
        foreach (var (host, keyNumber) in _moves)
        {
            int number = keyNumber < 0 ? -1 : classOf[keyNumber];
            if (host.Family == AddressFamily.IPv4)
                Put(_hosts4, (uint)host.Value, number);
            else
                Put(_hosts6, Ipv6Key.Of(host.Value), number);
        }
    }

    private static void Put<TKey, THash>(HashTrieBuilder<TKey, THash> hosts, TKey key, int number)
        where TKey : struct, IEquatable<TKey>
        where THash : struct, IKeyHash<TKey>
    {
        if (number < 0)
            hosts.Remove(key);
        else
            hosts.Set(key, number);
    }

    private AddressClassifier ToClassifier()
    {
        var classes = _classes.ToTable();
        var hosts4 = _hosts4.ToTrie();
        var hosts6 = _hosts6.ToTrie();
        bool same = ReferenceEquals(classes, _previous.Table) && ReferenceEquals(hosts4, _previous.Hosts4)
            && ReferenceEquals(hosts6, _previous.Hosts6) && _prefixes == _previous.Prefixes;
        return same ? _previous : new AddressClassifier(classes, hosts4, hosts6, _prefixes, _prefixes4, _prefixes6);
    }
}
