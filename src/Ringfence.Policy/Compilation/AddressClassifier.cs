using System.Collections.Immutable;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Compilation.Addresses;

namespace Ringfence.Policy.Compilation;

/// <summary>
/// Address to class, for all interfaces of a host: two addresses have the same class when the same literal prefixes and the same address sets of the host
/// contain them. One id space for both families; class 0 is an address in none of them. This is one of the two reductions of Recursive Flow
/// Classification (Gupta and McKeown, SIGCOMM 1999). Immutable; versions share what did not change.
/// </summary>
public sealed class AddressClassifier
{
    private readonly HashTrie<uint, Ipv4Hash> _hosts4;
    private readonly HashTrie<Ipv6Key, Ipv6Hash> _hosts6;
    private readonly PrefixTrie _prefixes4;
    private readonly PrefixTrie _prefixes6;
    private ImmutableArray<(IpAddress First, int Class)> _ranges;

    internal AddressClassifier(
        ClassTable classes,
        HashTrie<uint, Ipv4Hash> hosts4,
        HashTrie<Ipv6Key, Ipv6Hash> hosts6,
        ImmutableArray<(IpPrefix Prefix, int Class)> prefixes,
        PrefixTrie prefixes4,
        PrefixTrie prefixes6)
    {
        Table = classes;
        _hosts4 = hosts4;
        _hosts6 = hosts6;
        Prefixes = prefixes;
        _prefixes4 = prefixes4;
        _prefixes6 = prefixes6;
    }

    /// <summary>One above the highest class id: the length of every <see cref="CompiledPolicy.RowOf"/> beside this.</summary>
    public int ClassCount => Table.Length;

    /// <summary>
    /// The literal prefixes with the class of the addresses whose longest match they are, ascending by network and length. An address outside all of them has class 0.
    /// </summary>
    public ImmutableArray<(IpPrefix Prefix, int Class)> Prefixes { get; }

    /// <summary>The addresses of all sets with their classes, in no useful order. A host entry goes before every prefix.</summary>
    public IEnumerable<(IpAddress Host, int Class)> Hosts =>
        _hosts4.Entries().Select(entry => (IpAddress.V4(entry.Key), entry.Value))
            .Concat(_hosts6.Entries().Select(entry => (IpAddress.V6(entry.Key.Value), entry.Value)));

    /// <summary>How many <see cref="Hosts"/> there are.</summary>
    public int HostCount => _hosts4.Count + _hosts6.Count;

    internal ClassTable Table { get; }

    internal HashTrie<uint, Ipv4Hash> Hosts4 => _hosts4;

    internal HashTrie<Ipv6Key, Ipv6Hash> Hosts6 => _hosts6;

    internal PrefixTrie Prefixes4 => _prefixes4;

    internal PrefixTrie Prefixes6 => _prefixes6;

    internal static AddressClassifier Start() => new(
        ClassTable.Start(), HashTrie<uint, Ipv4Hash>.Empty, HashTrie<Ipv6Key, Ipv6Hash>.Empty, [], PrefixTrie.Empty, PrefixTrie.Empty);

    /// <summary>The address's class. Allocates nothing.</summary>
    public int Lookup(IpAddress address) =>
        address.Family == AddressFamily.IPv4 ? LookupV4((uint)address.Value) : LookupV6(address.Value);

    /// <summary>The class of an IPv4 address, given as a number in host order. Allocates nothing.</summary>
    public int LookupV4(uint address)
    {
        int host = _hosts4.Find(address);
        return host >= 0 ? host : _prefixes4.Find(address);
    }

    /// <summary>The class of an IPv6 address, given as a number. Allocates nothing.</summary>
    public int LookupV6(UInt128 address)
    {
        var key = Ipv6Key.Of(address);
        int host = _hosts6.Find(key);
        return host >= 0 ? host : _prefixes6.Find(key);
    }

    /// <summary>
    /// What makes this out of <paramref name="earlier"/>. In time proportional to the changes for hosts (versions share structure), to the number of prefixes when any of
    /// those changed, and to the number of classes when a class was added.
    /// </summary>
    public ClassifierDelta Since(AddressClassifier earlier) => ClassifierDelta.Between(earlier, this);

    /// <summary>
    /// The whole address space, IPv4 before IPv6, ascending: from <c>First</c> to the next entry's first, addresses have this class. Laid out when first asked for, then kept: an analysis asks
    /// once for each policy.
    /// </summary>
    internal ImmutableArray<(IpAddress First, int Class)> Ranges()
    {
        if (_ranges.IsDefault)
            ImmutableInterlocked.InterlockedInitialize(ref _ranges, LayOut());
        return _ranges;
    }

    private ImmutableArray<(IpAddress First, int Class)> LayOut()
    {
        var hosts4 = _hosts4.Entries().Select(entry => ((UInt128)entry.Key, entry.Value)).Order().ToList();
        var hosts6 = _hosts6.Entries().Select(entry => (entry.Key.Value, entry.Value)).Order().ToList();
        return
        [
            .. FlatRanges.Of(PrefixRanges.Of(Prefixes, AddressFamily.IPv4), hosts4, AddressFamily.IPv4),
            .. FlatRanges.Of(PrefixRanges.Of(Prefixes, AddressFamily.IPv6), hosts6, AddressFamily.IPv6),
        ];
    }
}
