using Ringfence.Linux.Bpf;
using Ringfence.Policy.Hosting;

namespace Ringfence.Datapath.Ebpf;

/// <summary>
/// The two guards that keep a guest's device closed while nothing is attached to it: for packets of the namespace, and for frames of its bridges. A machine's own NIC is not guarded: the guards
/// know no failsafe ports, and a machine whose NIC is closed to its operator until an agent runs is lost. It is attached when it is registered, which is when it exists.
/// </summary>
/// <param name="packets">Null: this kernel has no netfilter programs.</param>
/// <param name="frames">Null: libnftables is not installed.</param>
internal sealed class DeviceGuards(EbpfGuard? packets, BridgeGuard? frames)
{
    /// <summary>The device is closed, unless it is the one that is attached.</summary>
    public void Close(InterfacePolicy subject)
    {
        if (!IsGuarded(subject))
            return;
        packets?.Close(subject.Device);
        frames?.Close(subject.Device);
    }

    /// <summary>The program is attached to the device: let its packets come to it.</summary>
    public void Attached(InterfacePolicy subject, uint ifindex)
    {
        if (!IsGuarded(subject))
            return;
        packets?.Attached(subject.Device, ifindex);
        frames?.Attached(subject.Device, ifindex);
    }

    /// <summary>Nothing is attached to the device any more.</summary>
    public void Detached(InterfacePolicy subject, uint ifindex)
    {
        if (!IsGuarded(subject))
            return;
        packets?.Detached(subject.Device, ifindex);
        frames?.Detached(subject.Device);
    }

    /// <summary>Nobody wants the device enforced any more.</summary>
    public void Open(InterfacePolicy subject, uint ifindex)
    {
        if (!IsGuarded(subject))
            return;
        packets?.Open(subject.Device, ifindex);
        frames?.Open(subject.Device);
    }

    /// <summary>Lets go of what a previous life guarded.</summary>
    public void OpenAllBut(IEnumerable<InterfacePolicy> kept)
    {
        packets?.OpenAllBut(kept.Where(IsGuarded).Select(subject => subject.Device));
        frames?.OpenAllOthers();
    }

    /// <summary>Makes changes of the bridges' guard true.</summary>
    public void Flush() => frames?.Flush();

    /// <summary>Devices that are not ours pass the guard without a search by name.</summary>
    public void KnowOthers(IEnumerable<InterfacePolicy> subjects)
    {
        if (packets is null)
            return;
        var ours = subjects.Select(subject => subject.Device).ToHashSet(StringComparer.Ordinal);
        foreach (var (index, name) in NetworkDevice.All().Where(entry => !ours.Contains(entry.Name)))
            packets.Know(name, index);
    }

    /// <summary>Looks whether the guards are as they were left, and puts them back.</summary>
    /// <param name="devices">What is enforced, each with the index that is attached; 0: none.</param>
    /// <returns>What was found, by interface id.</returns>
    public IReadOnlyDictionary<string, string> Check(IReadOnlyCollection<(string Id, InterfacePolicy Policy, uint Ifindex)> devices)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        bool detached = packets?.Restore() == true, changed = frames?.Restore() == true;
        foreach (var (id, subject, ifindex) in devices.Where(device => IsGuarded(device.Policy)))
        {
            if (detached)
                found[id] = "The guard was detached from the netfilter hooks.";
            else if (changed)
                found[id] = "The table that guards bridged devices was removed or changed.";
            if (packets is null || packets.Holds(subject.Device, ifindex))
                continue;
            found[id] = "The guard's list of devices was changed.";
            if (ifindex == 0)
                packets.Detached(subject.Device, 0);
            else
                packets.Attached(subject.Device, ifindex);
        }

        return found;
    }

    private static bool IsGuarded(InterfacePolicy subject) => subject.Role == InterfaceRole.Guest;
}
