using Ringfence.Linux.Bpf;
using Ringfence.Policy.Hosting;

namespace Ringfence.Datapath.Ebpf;

/// <summary>
/// What keeps a guest's device closed while nothing is attached to it: a netfilter program for packets of the namespace, or a table where the kernel has no such programs, and a table for frames of its
/// bridges. A machine's own NIC is not guarded: the guards know no failsafe ports, and a machine whose NIC is closed to its operator until an agent runs is lost. It is attached when it is registered,
/// which is when it exists.
/// </summary>
internal sealed class DeviceGuards : IDisposable
{
    private readonly EbpfPins _pins;
    private readonly EbpfGuard? _program;
    private readonly List<GuardTable> _tables = [];
    private readonly GuardHooks[] _used, _left;

    private DeviceGuards(EbpfPins pins, EbpfGuard? program, GuardBy by)
    {
        (_pins, _program) = (pins, program);
        _used = by == GuardBy.None ? [] : program is null ? [GuardHooks.Inet, GuardHooks.Bridge] : [GuardHooks.Bridge];
        // Asked before anything is changed: a question to nf_tables behind a change waits for the kernel's grace period when its socket is closed.
        _left = [.. new[] { GuardHooks.Inet, GuardHooks.Bridge }.Except(_used).Where(GuardTable.Exists)];
    }

    /// <summary>What is not kept closed, for people; null: nothing.</summary>
    public string? Gap { get; private set; }

    /// <summary>Packets that were dropped because their device was not attached yet; null: nothing counts them.</summary>
    public DropCount? Drops => _program?.Drops ?? _tables.Select(table => table.Drops).FirstOrDefault(drops => drops is not null);

    /// <summary>Guards from now on, beside what a previous life left, which is let go with the first plan. On a thread of the namespace.</summary>
    /// <param name="pins">Where the program's links are pinned.</param>
    /// <param name="program">The prepared program; null: there is none. It is the result's when this returns.</param>
    /// <param name="by">How to guard.</param>
    /// <exception cref="IOException">The kernel refused, or a table of ours is somebody else's.</exception>
    public static DeviceGuards Attach(EbpfPins pins, EbpfGuard? program, GuardBy by)
    {
        program?.Attach();
        var guards = new DeviceGuards(pins, program, by);
        try
        {
            guards.OpenTables();
            return guards;
        }
        catch
        {
            guards._tables.ForEach(table => table.Dispose());
            throw;
        }
    }

    /// <summary>The device is closed, unless it is the one that is attached.</summary>
    public void Close(InterfacePolicy subject)
    {
        if (!IsGuarded(subject))
            return;
        _program?.Close(subject.Device);
        _tables.ForEach(table => table.Close(subject.Device));
    }

    /// <summary>The program is attached to the device: let its packets come to it.</summary>
    public void Attached(InterfacePolicy subject, uint ifindex)
    {
        if (!IsGuarded(subject))
            return;
        _program?.Attached(subject.Device, ifindex);
        _tables.ForEach(table => table.Attached(subject.Device, ifindex));
    }

    /// <summary>Nothing is attached to the device any more.</summary>
    public void Detached(InterfacePolicy subject, uint ifindex)
    {
        if (!IsGuarded(subject))
            return;
        _program?.Detached(subject.Device, ifindex);
        _tables.ForEach(table => table.Detached(subject.Device));
    }

    /// <summary>Nobody wants the device enforced any more.</summary>
    public void Open(InterfacePolicy subject, uint ifindex)
    {
        if (!IsGuarded(subject))
            return;
        _program?.Open(subject.Device, ifindex);
        _tables.ForEach(table => table.Open(subject.Device));
    }

    /// <summary>Lets go of what a previous life guarded, in whichever way.</summary>
    /// <exception cref="IOException">The kernel refused.</exception>
    public void OpenAllBut(IEnumerable<InterfacePolicy> kept)
    {
        _program?.OpenAllBut(kept.Where(IsGuarded).Select(subject => subject.Device));
        _tables.ForEach(table => table.OpenAllOthers());
        if (_program is null)
            EbpfGuard.Remove(_pins);
        foreach (var hooks in _left)
            GuardTable.Remove(hooks);
    }

    /// <summary>Makes changes of the tables true.</summary>
    /// <returns>Why a table did not take them, for people; null: all did.</returns>
    public string? Flush() => Each(table => table.Flush());

    /// <summary>Takes everything that guards in the namespace out of the kernel, in whichever way it does.</summary>
    /// <exception cref="IOException">The kernel refused.</exception>
    public static void RemoveAll(EbpfPins pins)
    {
        EbpfGuard.Remove(pins);
        GuardTable.Remove(GuardHooks.Inet);
        GuardTable.Remove(GuardHooks.Bridge);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _program?.Dispose();
        _tables.ForEach(table => table.Dispose());
    }

    /// <summary>Devices that are not ours pass the guard without a search by name.</summary>
    public void KnowOthers(IEnumerable<InterfacePolicy> subjects)
    {
        if (_program is null)
            return;
        var ours = subjects.Select(subject => subject.Device).ToHashSet(StringComparer.Ordinal);
        foreach (var (index, name) in NetworkDevice.All().Where(entry => !ours.Contains(entry.Name)))
            _program.Know(name, index);
    }

    /// <summary>Looks whether the guards are as they were left, and puts them back.</summary>
    /// <param name="devices">What is enforced, each with the index that is attached; 0: none.</param>
    /// <returns>What was found, by interface id.</returns>
    public IReadOnlyDictionary<string, string> Check(IReadOnlyCollection<(string Id, InterfacePolicy Policy, uint Ifindex)> devices)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        bool detached = _program?.Restore() == true;
        var changed = new List<GuardTable>();
        string? fault = Each(table =>
        {
            if (table.Restore())
                changed.Add(table);
        });
        foreach (var (id, subject, ifindex) in devices.Where(device => IsGuarded(device.Policy)))
        {
            if (detached)
                found[id] = "The guard was detached from the netfilter hooks.";
            else if (fault is not null)
                found[id] = fault;
            else if (changed.Count > 0)
                found[id] = $"The guard's table '{changed[0].Table}' was removed or changed.";
            if (_program is null || _program.Holds(subject.Device, ifindex))
                continue;
            found[id] = "The guard's list of devices was changed.";
            if (ifindex == 0)
                _program.Detached(subject.Device, 0);
            else
                _program.Attached(subject.Device, ifindex);
        }

        return found;
    }

    /// <summary>Whether a device is kept closed while nothing is attached to it.</summary>
    public static bool IsGuarded(InterfacePolicy subject) => subject.Role == InterfaceRole.Guest;

    /// <summary>One table that fails keeps the others from nothing.</summary>
    private string? Each(Action<GuardTable> what)
    {
        string? fault = null;
        foreach (var table in _tables)
        {
            try
            {
                what(table);
            }
            catch (IOException refused)
            {
                fault ??= refused.Message;
            }
        }

        return fault;
    }

    private void OpenTables()
    {
        foreach (var hooks in _used)
        {
            if (GuardTable.TryOpen(hooks) is { } table)
                _tables.Add(table);
        }

        if (_tables.Count < _used.Length)
        {
            Gap = _program is null
                ? "the guard's program cannot be loaded (it takes kernel 6.4; doctor says what is wrong here), and libnftables is not installed (Debian: libnftables1): a device that appears is open until the programs are attached to it, and for as long as no agent runs"
                : "libnftables is not installed (Debian: libnftables1): a device that appears on a bridge is open to other ports of that until the programs are attached to it";
        }
    }
}
