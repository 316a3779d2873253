using Ringfence.Linux.Bpf;
using Ringfence.Policy.Hosting;

namespace Ringfence.Datapath.Ebpf;

/// <summary>
/// The devices: which are enforced, which of them exist, and that the program is attached to those. A device is closed (guard) before it is attached and when it is not, so
/// it is never open. One caller at a time, on a thread of the namespace.
/// </summary>
internal sealed class EbpfDevices(EbpfProgram program, EbpfPins pins, EbpfGuard? guard, BridgeGuard? bridges, AttachBy by) : IDisposable
{
    private readonly InterfaceTable _records = new(program);
    private readonly Dictionary<string, EnforcedDevice> _devices = new(StringComparer.Ordinal);

    /// <summary>Ids of the interfaces that are enforced.</summary>
    public IReadOnlyCollection<string> Ids => _devices.Keys;

    /// <summary>The device of an interface; null: it is not enforced.</summary>
    public EnforcedDevice? Find(string id) => _devices.GetValueOrDefault(id);

    /// <summary>The interface whose record has this index; null: none.</summary>
    public string? InterfaceAt(int index) =>
        _devices.FirstOrDefault(entry => entry.Value.Attachment is { } attachment && _records.Find(attachment.Ifindex) == index).Key;

    /// <summary>The highest generation that any record holds.</summary>
    public uint HighestGeneration()
    {
        uint highest = 0;
        foreach (var (index, _) in _records.Occupied())
            highest = Math.Max(highest, (uint)program.Interfaces[index].Current);
        return highest;
    }

    /// <summary>Turns an interface to an enforcement: for its packets, one store. Returns the enforcement that it had before, 0 for none.</summary>
    public uint Turn(string id, InterfacePolicy policy, ulong word, bool hasLinkHeader)
    {
        if (!_devices.TryGetValue(id, out var device))
            _devices.Add(id, device = new EnforcedDevice(policy));
        else if (device.Policy.Device != policy.Device || device.Policy.Role != policy.Role)
            Detach(device);
        uint before = device.Record;
        (device.Policy, device.Word, device.HasLinkHeader) = (policy, word, hasLinkHeader);
        if (IsGuarded(policy))
        {
            guard?.Close(policy.Device);
            bridges?.Close(policy.Device);
        }

        if (device.Attachment is { } attached)
            _records.Set(attached.Ifindex, word);
        return before;
    }

    /// <summary>An interface is not enforced any more. Returns the enforcement that it had.</summary>
    public uint Remove(string id)
    {
        var device = _devices[id];
        _devices.Remove(id);
        Detach(device);
        return device.Record;
    }

    /// <summary>Attaches to the devices that have come, forgets those that have gone.</summary>
    /// <returns>What could not be attached, by interface id.</returns>
    public IReadOnlyDictionary<string, string> Refresh()
    {
        var errors = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (id, device) in _devices)
        {
            uint ifindex = NetworkDevice.IndexOf(device.Policy.Device);
            if (device.Attachment is { } attached && attached.Ifindex != ifindex)
                Forget(device, attached, stillThere: false);
            if (ifindex == 0 || device.Attachment is not null)
                continue;
            try
            {
                Attach(device, ifindex);
            }
            catch (IOException refused)
            {
                errors[id] = refused.Message;
            }
        }

        KnowOthers();
        bridges?.Flush();
        return errors;
    }

    /// <summary>Looks whether the kernel still has what was applied, and repairs it.</summary>
    /// <returns>What was found, by interface id; empty: all is well.</returns>
    public IReadOnlyDictionary<string, string> Check()
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        bool repair = false;
        foreach (var (id, device) in _devices)
        {
            if (device.Attachment is not { } attachment)
                continue;
            string? problem = attachment.Problem(program);
            if (problem is null && _records.Current(attachment.Ifindex) != device.Word)
                problem = $"The record of device {attachment.Ifindex} was changed.";
            if (problem is not null)
            {
                found[id] = problem;
                Forget(device, attachment, stillThere: NetworkDevice.IndexOf(device.Policy.Device) == attachment.Ifindex);
                repair = true;
            }
            else if (attachment.Overruled() is { } overruled)
            {
                found[id] = overruled; // reported only: what others attach is not ours to remove
            }
        }

        if (bridges?.Restore() == true)
        {
            foreach (var (id, _) in _devices.Where(entry => IsGuarded(entry.Value.Policy)))
                found.TryAdd(id, "The table that guards bridged devices was removed or changed.");
        }

        if (repair)
            Refresh();
        return found;
    }

    /// <summary>Lets go of what a previous life enforced and nobody names now.</summary>
    public void ReleaseOthers()
    {
        var ours = _devices.Values.Select(device => device.Attachment?.Ifindex ?? 0).ToHashSet();
        var recorded = _records.Occupied().Select(record => record.Ifindex).ToList();
        foreach (uint ifindex in pins.LinkedDevices().Union(recorded).Where(ifindex => !ours.Contains(ifindex)))
        {
            Attachment.Remove(pins, by, ifindex);
            _records.Remove(ifindex);
        }

        guard?.OpenAllBut(_devices.Values.Where(device => IsGuarded(device.Policy)).Select(device => device.Policy.Device));
        bridges?.OpenAllOthers();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var device in _devices.Values)
            device.Attachment?.Dispose();
    }

    /// <summary>
    /// A machine's own NIC is not guarded: the guard knows no failsafe ports, and a machine whose NIC is closed to its operator until an agent runs is lost. It is attached when it is
    /// registered, which is when it exists.
    /// </summary>
    private static bool IsGuarded(InterfacePolicy policy) => policy.Role == InterfaceRole.Guest;

    private void Attach(EnforcedDevice device, uint ifindex)
    {
        if (NetworkDevice.HasLinkHeader(device.Policy.Device) is { } has && has != device.HasLinkHeader)
            throw new IOException($"Device {device.Policy.Device} is of another kind now; it is enforced with the next change.");
        // The record first: the program has its policy with the first packet that it sees. The guard last: it holds packets back until then.
        _records.Set(ifindex, device.Word);
        device.Attachment = Attachment.Make(program, pins, by, ifindex, device.Policy.Role);
        if (IsGuarded(device.Policy))
        {
            guard?.Attached(device.Policy.Device, ifindex);
            bridges?.Attached(device.Policy.Device, ifindex);
        }
    }

    private void Detach(EnforcedDevice device)
    {
        if (IsGuarded(device.Policy))
        {
            guard?.Open(device.Policy.Device, device.Attachment?.Ifindex ?? 0);
            bridges?.Open(device.Policy.Device);
        }

        if (device.Attachment is not { } attachment)
            return;
        device.Attachment = null;
        attachment.Detach(pins);
        attachment.Dispose();
        _records.Remove(attachment.Ifindex);
    }

    private void Forget(EnforcedDevice device, Attachment attachment, bool stillThere)
    {
        device.Attachment = null;
        if (IsGuarded(device.Policy))
        {
            guard?.Detached(device.Policy.Device, attachment.Ifindex);
            bridges?.Detached(device.Policy.Device);
        }

        if (!stillThere)
        {
            attachment.RemovePins(pins);
            _records.Remove(attachment.Ifindex);
        }

        attachment.Dispose();
    }

    /// <summary>Devices that are not ours pass the guard without a search by name.</summary>
    private void KnowOthers()
    {
        if (guard is null)
            return;
        var ours = _devices.Values.Select(device => device.Policy.Device).ToHashSet(StringComparer.Ordinal);
        foreach (var (index, name) in NetworkDevice.All().Where(entry => !ours.Contains(entry.Name)))
            guard.Know(name, index);
    }
}
