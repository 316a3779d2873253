using Ringfence.Datapath.Ebpf.Layout;
using Ringfence.Policy.Addressing;

namespace Ringfence.Datapath.Ebpf.Tables;

/// <summary>
/// One classifier in the arena: the record that enforcements name, its host tables and its tries. Members come and go in place, one store each; a table that has become
/// too small, or other prefixes, are written aside and the record is turned to them in one store.
/// </summary>
internal sealed class ClassifierTables
{
    private readonly Arena _arena;
    private readonly AddressHash _hash;
    private HostTable4 _hosts4;
    private HostTable6 _hosts6;
    private uint _trie4, _trie6;
    private IReadOnlyList<(IpPrefix Prefix, int Class)> _prefixes = [];

    public ClassifierTables(Arena arena, AddressHash hash)
    {
        _arena = arena;
        _hash = hash;
        _hosts4 = new HostTable4(arena, hash);
        _hosts6 = new HostTable6(arena, hash);
        Offset = arena.Allocate(Arena.Line);
    }

    /// <summary>What an enforcement names.</summary>
    public uint Offset { get; }

    private ref KernelClassifier Record => ref _arena.At<KernelClassifier>(Offset);

    /// <summary>Writes all hosts, for a classifier that nothing names yet or whose class numbers stay.</summary>
    /// <param name="hosts">Address and class (not 0), each address once.</param>
    public void WriteHosts(IReadOnlyCollection<(IpAddress Host, int Class)> hosts)
    {
        Rewrite4(hosts.Where(entry => entry.Host.Family == AddressFamily.IPv4).ToList());
        Rewrite6(hosts.Where(entry => entry.Host.Family == AddressFamily.IPv6).ToList());
    }

    /// <summary>Sets or changes a member. False: the table is too small, and must be written anew with all hosts.</summary>
    public bool TrySetHost(IpAddress address, int classId)
    {
        if (IsNoHost(address))
            return true;
        return address.Family == AddressFamily.IPv4 ? _hosts4.Set(address, classId) : _hosts6.Set(address, classId);
    }

    /// <summary>Whether there is surely room for these members, whatever lines they belong to.</summary>
    public bool HasRoomFor(IReadOnlyCollection<(IpAddress Host, int Class)> hosts) =>
        _hosts4.HasRoomFor(hosts.Select(entry => entry.Host).Where(host => host.Family == AddressFamily.IPv4 && !IsNoHost(host)))
        && _hosts6.HasRoomFor(hosts.Select(entry => entry.Host).Where(host => host.Family == AddressFamily.IPv6));

    /// <summary>Removes a member.</summary>
    public void RemoveHost(IpAddress address)
    {
        if (address.Family == AddressFamily.IPv4)
            _hosts4.Remove(address);
        else
            _hosts6.Remove(address);
    }

    /// <summary>Replaces all prefixes; a family whose prefixes are the same is left alone.</summary>
    public void WritePrefixes(IReadOnlyList<(IpPrefix Prefix, int Class)> prefixes)
    {
        WriteTrie(AddressFamily.IPv4, prefixes, ref _trie4, ref Record.Root4);
        WriteTrie(AddressFamily.IPv6, prefixes, ref _trie6, ref Record.Root6);
        _prefixes = prefixes;
    }

    /// <summary>Gives everything back: no enforcement names this classifier any more.</summary>
    public void Retire()
    {
        _arena.Retire(_hosts4.Block);
        _arena.Retire(_hosts6.Block);
        _arena.Retire(_trie4);
        _arena.Retire(_trie6);
        _arena.Retire(Offset);
    }

    /// <summary>0.0.0.0 marks a free way; nobody has it.</summary>
    private static bool IsNoHost(IpAddress address) => address is { Family: AddressFamily.IPv4, Value: var value } && value == 0;

    private void Rewrite4(List<(IpAddress Host, int Class)> hosts)
    {
        var old = _hosts4;
        for (int room = Math.Max(64, hosts.Count); ; room *= 2)
        {
            _hosts4 = new HostTable4(_arena, _hash);
            if (hosts.Count > 0)
                _hosts4.Allocate(room);
            if (hosts.TrueForAll(entry => IsNoHost(entry.Host) || _hosts4.Set(entry.Host, entry.Class)))
                break;
            _arena.Retire(_hosts4.Block);
        }

        Volatile.Write(ref Record.Hosts4, _hosts4.Word);
        _arena.Retire(old.Block);
    }

    private void Rewrite6(List<(IpAddress Host, int Class)> hosts)
    {
        var old = _hosts6;
        for (int room = Math.Max(64, hosts.Count); ; room *= 2)
        {
            _hosts6 = new HostTable6(_arena, _hash);
            if (hosts.Count > 0)
                _hosts6.Allocate(room);
            if (hosts.TrueForAll(entry => _hosts6.Set(entry.Host, entry.Class)))
                break;
            _arena.Retire(_hosts6.Block);
        }

        Volatile.Write(ref Record.Hosts6, _hosts6.Word);
        _arena.Retire(old.Block);
    }

    private void WriteTrie(AddressFamily family, IReadOnlyList<(IpPrefix Prefix, int Class)> prefixes, ref uint block, ref uint root)
    {
        var ours = prefixes.Where(entry => entry.Prefix.Family == family).ToList();
        if (ours.SequenceEqual(_prefixes.Where(entry => entry.Prefix.Family == family)))
            return;
        uint old = block, start = 0;
        block = ours.Count == 0 ? 0 : PrefixTrie.Build(ours).Write(_arena, out start);
        Volatile.Write(ref root, start);
        _arena.Retire(old);
    }
}
