using System.Globalization;
using Ringfence.Datapath.Nftables.Text;
using Ringfence.Linux.Nftables;

namespace Ringfence.Datapath.Ebpf;

/// <summary>
/// The guard's part for bridge ports, where netfilter takes no programs: a small table that drops what comes from or goes to a device of a guarded name that is not the
/// attached one. It stays when the process ends. Changes wait for <see cref="Flush"/>. On a thread of the namespace.
/// </summary>
internal sealed class BridgeGuard : IDisposable
{
    /// <summary>With its family.</summary>
    internal const string Table = "bridge ringfence_guard";

    private const string Mark = "comment \"ringfence guard 1\"";

    private readonly NftContext _nft;
    private readonly NftScript _script = new();
    private readonly Dictionary<string, uint> _names = new(StringComparer.Ordinal);

    private BridgeGuard(NftContext nft) => _nft = nft;

    /// <summary>Takes over the table that a previous life left, or makes it. Null: libnftables is not installed.</summary>
    /// <exception cref="IOException">The kernel refused, or a table of that name is somebody else's.</exception>
    public static BridgeGuard? TryOpen()
    {
        try
        {
            var guard = new BridgeGuard(new NftContext());
            try
            {
                if (!guard.Exists())
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

    /// <summary>Removes the table, existing or not.</summary>
    public static void Remove()
    {
        using var guard = TryOpen();
        guard?.Detach();
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
    }

    /// <summary>Makes what was said true, in one transaction.</summary>
    public void Flush()
    {
        if (_script.IsEmpty)
            return;
        _nft.Run(_script.ZeroTerminated());
        _script.Clear();
    }

    /// <summary>Puts the table back when somebody removed it; true when that was needed.</summary>
    public bool Restore()
    {
        if (Exists())
            return false;
        Make();
        return true;
    }

    /// <summary>Takes the table out of the kernel.</summary>
    public void Detach()
    {
        _names.Clear();
        _script.Clear();
        _script.Line($"add table {Table}");
        _script.Line($"delete table {Table}");
        Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => _nft.Dispose();

    private bool Exists()
    {
        if (_nft.Query($"list table {Table}", NftOutput.Terse | NftOutput.Stateless) is not { } text)
            return false;
        return text.Contains(Mark, StringComparison.Ordinal)
            ? text.Contains("hook postrouting", StringComparison.Ordinal) && text.Contains("oifname . oif != @attached drop", StringComparison.Ordinal)
            : throw new IOException($"There is a table '{Table}' that Ringfence did not make. Rename or remove it.");
    }

    private void Make()
    {
        _script.Clear();
        _script.Line($"add table {Table}");
        _script.Line($"delete table {Table}");
        _script.Line($"add table {Table} {{ {Mark} ; }}");
        _script.Line($"add set {Table} guarded {{ type ifname ; }}");
        _script.Line($"add set {Table} attached {{ type ifname . iface_index ; }}");
        _script.Line($"add chain {Table} from {{ type filter hook prerouting priority -400 ; policy accept ; }}");
        _script.Line($"add chain {Table} to {{ type filter hook postrouting priority -400 ; policy accept ; }}");
        _script.Line($"add rule {Table} from iifname @guarded meta iifname . meta iif != @attached drop");
        _script.Line($"add rule {Table} to oifname @guarded meta oifname . meta oif != @attached drop");
        WriteNames();
        Flush();
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
