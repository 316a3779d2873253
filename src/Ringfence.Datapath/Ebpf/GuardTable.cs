using System.Globalization;
using System.Text;
using Ringfence.Datapath.Nftables.Text;
using Ringfence.Linux.Nftables;

namespace Ringfence.Datapath.Ebpf;

/// <summary>
/// The guard as an nftables table of one family, where netfilter takes no programs: it drops what comes from or goes to a device of a guarded name that is not the attached one. It stays when the
/// process ends. Changes wait for <see cref="Flush"/>. On a thread of the namespace.
/// </summary>
internal sealed class GuardTable : IDisposable
{
    private const string Comment = "ringfence guard 1";
    private const int NameBytes = 16;

    private readonly GuardHooks _hooks;
    private readonly NftContext _nft;
    private readonly NftTables _kernel = new();
    private readonly NftScript _script = new();
    private readonly Dictionary<string, uint> _names = new(StringComparer.Ordinal);
    private bool _hasOthers = true;

    private GuardTable(GuardHooks hooks, NftContext nft) => (_hooks, _nft) = (hooks, nft);

    /// <summary>The table, with its family.</summary>
    public string Table => _hooks.Table;

    /// <summary>Packets that the table dropped; null: it does not count.</summary>
    public DropCount? Drops => _hooks.Counts
        ? _kernel.Counters(_hooks.Number, GuardHooks.Name).Aggregate(default(DropCount), (sum, counter) => new DropCount(sum.Packets + counter.Packets, sum.Bytes + counter.Bytes))
        : null;

    /// <summary>Whether a life left such a table. One of that name that is somebody else's is not it.</summary>
    /// <exception cref="IOException">The kernel would not tell.</exception>
    public static bool Exists(GuardHooks hooks)
    {
        using var kernel = new NftTables();
        return kernel.Comment(hooks.Number, GuardHooks.Name) == Comment;
    }

    /// <summary>Takes over the table that a previous life left, or makes it. Null: libnftables is not installed.</summary>
    /// <exception cref="IOException">The kernel refused, or a table of that name is somebody else's.</exception>
    public static GuardTable? TryOpen(GuardHooks hooks)
    {
        try
        {
            var guard = new GuardTable(hooks, new NftContext());
            try
            {
                if (!guard.IsIntact())
                    guard.Make();
                return guard;
            }
            catch
            {
                guard.Dispose();
                throw;
            }
        }
        catch (DllNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Removes the table that a previous life left, if it did.</summary>
    /// <exception cref="IOException">The kernel refused, or libnftables is not installed any more.</exception>
    public static void Remove(GuardHooks hooks)
    {
        if (!Exists(hooks))
            return;
        try
        {
            using var nft = new NftContext();
            nft.Run(Encoding.UTF8.GetBytes($"delete table {hooks.Table}\n\0"));
        }
        catch (DllNotFoundException missing)
        {
            throw new IOException($"The table '{hooks.Table}' is there, and libnftables is not installed any more.", missing);
        }
    }

    /// <summary>A device of this name is closed, unless it is the one that is attached.</summary>
    public void Close(string device)
    {
        if (_names.TryAdd(device, 0))
            _script.Line($"add element {Table} guarded {{ \"{device}\" }}");
    }

    /// <summary>This device is attached: its frames are judged by the program.</summary>
    public void Attached(string device, uint ifindex)
    {
        if (_names.GetValueOrDefault(device) == ifindex)
            return;
        Detached(device);
        _names[device] = ifindex;
        _script.Line($"add element {Table} attached {{ \"{device}\" . {ifindex} }}");
    }

    /// <summary>Nothing is attached to a device of this name any more.</summary>
    public void Detached(string device)
    {
        if (_names.GetValueOrDefault(device) is not 0 and var ifindex)
            Delete("attached", $"\"{device}\" . {ifindex.ToString(CultureInfo.InvariantCulture)}");
        _names[device] = 0;
    }

    /// <summary>Nobody wants a device of this name enforced any more.</summary>
    public void Open(string device)
    {
        Detached(device);
        Delete("guarded", $"\"{device}\"");
        _names.Remove(device);
    }

    /// <summary>Lets go of what a previous life guarded: writes the sets as this life knows them.</summary>
    public void OpenAllOthers()
    {
        _script.Clear();
        _script.Line($"flush set {Table} attached");
        _script.Line($"flush set {Table} guarded");
        WriteNames();
        Flush();
        _hasOthers = false;
    }

    /// <summary>Makes what was said true, in one transaction; when somebody has removed or changed the table since the last look, by making it anew.</summary>
    /// <exception cref="IOException">The kernel refused, or the table is somebody else's. It is tried again with the next change and by <see cref="Restore"/>.</exception>
    public void Flush()
    {
        if (_script.IsEmpty)
            return;
        try
        {
            _nft.Run(_script.ZeroTerminated());
            _script.Clear();
        }
        catch (NftException)
        {
            if (IsIntact())
                throw;
            Make();
        }
    }

    /// <summary>Puts the table back when somebody removed or changed it or its names; true when that was needed.</summary>
    /// <exception cref="IOException">The kernel refused, or the table is somebody else's.</exception>
    public bool Restore()
    {
        if (IsIntact())
        {
            // What the kernel refused when it was said.
            Flush();
            if (_hasOthers || HasItsNames())
                return false;
        }

        Make();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _kernel.Dispose();
        _nft.Dispose();
    }

    private bool IsIntact()
    {
        if (_nft.Query($"list table {Table}", NftOutput.Terse | NftOutput.Stateless) is not { } text)
            return false;
        return text.Contains($"comment \"{Comment}\"", StringComparison.Ordinal)
            ? _hooks.AreIn(text)
            : throw new IOException($"There is a table '{Table}' that Ringfence did not make. Rename or remove it.");
    }

    /// <summary>Means something when the table has no names but this life's and no change waits for <see cref="Flush"/>.</summary>
    private bool HasItsNames()
    {
        var guarded = _kernel.Elements(_hooks.Number, GuardHooks.Name, "guarded").Select(element => NameOf(element.Key));
        var attached = _kernel.Elements(_hooks.Number, GuardHooks.Name, "attached").Select(element => (NameOf(element.Key), BitConverter.ToUInt32(element.Key.AsSpan(NameBytes))));
        return guarded.ToHashSet(StringComparer.Ordinal).SetEquals(_names.Keys) && attached.ToHashSet().SetEquals(_names.Where(name => name.Value != 0).Select(name => (name.Key, name.Value)));
    }

    private static string NameOf(byte[] key) => Encoding.UTF8.GetString(key.AsSpan(0, NameBytes)).TrimEnd('\0');

    private void Make()
    {
        _script.Clear();
        _script.Line($"add table {Table}");
        _script.Line($"delete table {Table}");
        _script.Line($"add table {Table} {{ comment \"{Comment}\" ; }}");
        _script.Line($"add set {Table} guarded {{ type ifname ; }}");
        _script.Line($"add set {Table} attached {{ type ifname . iface_index ; }}");
        if (_hooks.Counts)
            _script.Line($"add counter {Table} {GuardHooks.Counter}");
        foreach (string command in _hooks.Commands())
            _script.Line($"{command}");
        WriteNames();
        try
        {
            _nft.Run(_script.ZeroTerminated());
        }
        finally
        {
            // Refused, it must not be run later: the table may be somebody else's then.
            _script.Clear();
        }
    }

    private void WriteNames()
    {
        foreach (var (device, ifindex) in _names)
        {
            _script.Line($"add element {Table} guarded {{ \"{device}\" }}");
            if (ifindex != 0)
                _script.Line($"add element {Table} attached {{ \"{device}\" . {ifindex} }}");
        }
    }

    /// <summary>Deleting what does not exist is an error in nft; adding what exists is not.</summary>
    private void Delete(string set, string element)
    {
        _script.Line($"add element {Table} {set} {{ {element} }}");
        _script.Line($"delete element {Table} {set} {{ {element} }}");
    }
}
