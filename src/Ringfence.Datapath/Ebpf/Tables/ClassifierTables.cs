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
    private HostTable _hosts4;
    private HostTable _hosts6;
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
    /// <exception cref="ArenaFullException">There is no room.</exception>
    public void WriteHosts(IReadOnlyCollection<(IpAddress Host, int Class)> hosts)
    {
        var ipv4 = new List<(IpAddress Host, int Class)>(hosts.Count);
        var ipv6 = new List<(IpAddress Host, int Class)>();
        foreach (var entry in hosts)
            (entry.Host.Family == AddressFamily.IPv4 ? ipv4 : ipv6).Add(entry);
        Replace(ref _hosts4, ipv4, static (arena, hash) => new HostTable4(arena, hash), ref Record.Hosts4);
        Replace(ref _hosts6, ipv6, static (arena, hash) => new HostTable6(arena, hash), ref Record.Hosts6);
    }

    /// <summary>Moves members, one store each; false, and all are as they were, when there is no room for one of them.</summary>
    public bool TryMove(AddressMoves moves)
    {
        var before = moves.Set.Length > 1 ? new List<(IpAddress Host, int Class)>(moves.Set.Length) : null;
        foreach (var (host, classId) in moves.Set)
        {
            if (IsNoHost(host))
                continue;
            var table = TableOf(host);
            int was = before is null ? 0 : table.ClassOf(host);
            if (table.Set(host, classId))
            {
                before?.Add((host, was));
                continue;
            }

            before?.ForEach(Restore);
            return false;
        }

        foreach (var host in moves.Removed)
            TableOf(host).Remove(host);
        return true;
    }

    /// <summary>Replaces all prefixes; a family whose prefixes are the same is left alone.</summary>
    /// <exception cref="ArenaFullException">There is no room.</exception>
    public void WritePrefixes(IReadOnlyList<(IpPrefix Prefix, int Class)> prefixes)
    {
        WriteTrie(AddressFamily.IPv4, prefixes, ref _trie4, ref Record.Root4);
        WriteTrie(AddressFamily.IPv6, prefixes, ref _trie6, ref Record.Root6);
        _prefixes = prefixes;
    }

    /// <summary>Gives memory back that was taken for members who have gone; false: there is none.</summary>
    /// <exception cref="ArenaFullException">There is not even room for the smaller tables.</exception>
    public bool TryShrink()
    {
        bool shrinks4 = _hosts4.IsWasteful, shrinks6 = _hosts6.IsWasteful;
        if (shrinks4)
            Replace(ref _hosts4, [.. _hosts4.Entries()], static (arena, hash) => new HostTable4(arena, hash), ref Record.Hosts4);
        if (shrinks6)
            Replace(ref _hosts6, [.. _hosts6.Entries()], static (arena, hash) => new HostTable6(arena, hash), ref Record.Hosts6);
        return shrinks4 || shrinks6;
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

    private HostTable TableOf(IpAddress address) => address.Family == AddressFamily.IPv4 ? _hosts4 : _hosts6;

    private void Restore((IpAddress Host, int Class) before)
    {
        if (before.Class == 0)
            TableOf(before.Host).Remove(before.Host);
        else
            TableOf(before.Host).Set(before.Host, before.Class);
    }

    private void Replace(ref HostTable table, List<(IpAddress Host, int Class)> hosts, Func<Arena, AddressHash, HostTable> make, ref ulong word)
    {
        var old = table;
        var next = make(_arena, _hash);
        for (int room = hosts.Count; room > 0; room *= 2)
        {
            next.Allocate(room);
            if (hosts.TrueForAll(entry => IsNoHost(entry.Host) || next.Set(entry.Host, entry.Class)))
                break;
            _arena.Retire(next.Block);
        }

        table = next;
        Volatile.Write(ref word, next.Word);
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
