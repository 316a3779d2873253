using Ringfence.Datapath.Ebpf.Tables;
using Ringfence.Linux.Bpf;
using Ringfence.Policy.Hosting;

namespace Ringfence.Datapath.Ebpf;

/// <summary>
/// The devices: which are enforced, which of them exist, and that the program is attached to those. A device is closed (guard) before it is attached and when it is not, so
/// it is never open. One caller at a time, on a thread of the namespace.
/// </summary>
internal sealed class EbpfDevices(EbpfProgram program, HostRoot root, EbpfPins pins, EarlyLinks early, DeviceGuards guards, AttachBy by) : IDisposable
{
    private readonly InterfaceTable _records = new(program);
    private readonly Dictionary<string, EnforcedDevice> _devices = new(StringComparer.Ordinal);
    private readonly List<EnforcedDevice> _leaving = [];
    private readonly EnforcedDevice?[] _seats = new EnforcedDevice?[program.Sizes.Interfaces];

    private IEnumerable<InterfacePolicy> Policies => _devices.Values.Select(device => device.Policy);

    /// <summary>Ids of the interfaces that are enforced.</summary>
    public IReadOnlyCollection<string> Ids => _devices.Keys;

    /// <summary>What could not be attached when that was tried last, by interface id.</summary>
    public IReadOnlyDictionary<string, string> Errors { get; private set; } = new Dictionary<string, string>();

    /// <summary>The device of an interface; null: it is not enforced.</summary>
    public EnforcedDevice? Find(string id) => _devices.GetValueOrDefault(id);

    /// <summary>The interface whose device has an index; null: there is none.</summary>
    public EnforcedDevice? At(int index) => (uint)index < (uint)_seats.Length ? _seats[index] : null;

    /// <summary>A device's index, also one that a previous life gave it; -1: it has none.</summary>
    public int IndexOf(string device) => NetworkDevice.IndexOf(device) is not 0 and var ifindex ? _records.Find(ifindex) : -1;

    /// <summary>Enters an interface's word into an image that is being made, when its device is there.</summary>
    /// <returns>Whether it is.</returns>
    public bool Enter(HostImage image, InterfacePolicy policy, ulong word)
    {
        uint ifindex = NetworkDevice.IndexOf(policy.Device);
        if (ifindex == 0)
            return false;
        int index = _records.Find(ifindex);
        try
        {
            image[index >= 0 ? index : _records.Place(ifindex)] = word;
        }
        catch (IOException)
        {
            return false; // no index is free: attaching will say so
        }

        return true;
    }

    /// <summary>Takes over what an interface enforces from now on. Its word is in force already where its device is there.</summary>
    public void Turn(string id, InterfacePolicy policy, ulong word, bool hasLinkHeader)
    {
        if (_devices.TryGetValue(id, out var device) && (device.Policy.Device != policy.Device || device.Policy.Role != policy.Role))
        {
            Remove(id);
            device = null;
        }

        if (device is null)
            _devices.Add(id, device = Successor(policy));
        (device.Policy, device.Word, device.HasLinkHeader) = (policy, word, hasLinkHeader);
        guards.Close(policy);
    }

    /// <summary>An interface is not enforced any more; <see cref="Leave"/> lets go of its device, unless another interface takes it first.</summary>
    public void Remove(string id)
    {
        _leaving.Add(_devices[id]);
        _devices.Remove(id);
    }

    /// <summary>Lets go of the devices of removed interfaces.</summary>
    /// <exception cref="ArenaFullException">There is no room for an image without them; they are closed.</exception>
    public void Leave()
    {
        if (_leaving.Count == 0)
            return;
        // A device that is the machine's own from now on is one that nobody guards: a guard that stayed closed would keep its operator out.
        var guests = _devices.Values.Select(device => device.Policy).Where(policy => policy.Role == InterfaceRole.Guest).Select(policy => policy.Device).ToHashSet(StringComparer.Ordinal);
        var image = root.Image.Copy();
        foreach (var device in _leaving)
        {
            if (device.Index >= 0)
                _seats[device.Index] = null;
            if (guests.Contains(device.Policy.Device))
                guards.Detached(device.Policy, device.Attachment?.Ifindex ?? 0);
            else
                guards.Open(device.Policy, device.Attachment?.Ifindex ?? 0);
            if (device.Attachment is not { } attachment)
                continue;
            attachment.Detach(pins);
            attachment.Dispose();
            _records.Remove(attachment.Ifindex);
            image[device.Index] = 0;
        }

        _leaving.Clear();
        root.Replace(image);
    }

    /// <summary>Attaches to the devices that have come, forgets those that have gone.</summary>
    /// <returns>What could not be attached, by interface id.</returns>
    public IReadOnlyDictionary<string, string> Refresh()
    {
        var errors = new Dictionary<string, string>(StringComparer.Ordinal);
        var found = new List<(string Id, EnforcedDevice Device, uint Ifindex)>();
        var image = root.Image.Copy();
        bool isNew = false;
        foreach (var (id, device) in _devices)
        {
            uint ifindex = NetworkDevice.IndexOf(device.Policy.Device);
            if (device.Attachment is { } attached && attached.Ifindex != ifindex)
            {
                image[device.Index] = 0;
                isNew = true;
                Forget(device, attached, stillThere: false);
            }

            if (ifindex == 0 || device.Attachment is not null)
                continue;
            try
            {
                Place(device, ifindex);
                isNew |= image[device.Index] != device.Word;
                image[device.Index] = device.Word;
                found.Add((id, device, ifindex));
            }
            catch (IOException refused)
            {
                errors[id] = refused.Message;
            }
        }

        // The image first: the program has its policy with the first packet that it sees.
        if (isNew)
            root.Turn(image, moved: false, root.Revision);
        foreach (var (id, device, ifindex) in found)
        {
            try
            {
                Attach(device, ifindex);
            }
            catch (IOException refused)
            {
                errors[id] = refused.Message;
            }
        }

        guards.KnowOthers(Policies);
        if (guards.Flush() is { } fault)
        {
            // The programs enforce what they should; that the guard does not is no reason to take a change for one that failed.
            foreach (var (id, _) in _devices.Where(entry => DeviceGuards.IsGuarded(entry.Value.Policy)))
                errors.TryAdd(id, fault);
        }

        return Errors = errors;
    }

    /// <summary>Looks whether the kernel still has what was applied, and repairs it.</summary>
    /// <returns>What was found, by interface id; empty: all is well.</returns>
    public IReadOnlyDictionary<string, string> Check()
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        bool repair = false, isRootIntact = root.IsIntact, isCountChanged = _records.RestoreCount();
        foreach (var (id, device) in _devices)
        {
            if (!isRootIntact)
                found[id] = "The tables that say what is in force were changed.";
            else if (isCountChanged)
                found[id] = "The number of displaced devices was changed.";
            if (device.Attachment is not { } attachment)
            {
                // Its message was lost, or attaching failed when it came.
                repair |= NetworkDevice.IndexOf(device.Policy.Device) != 0;
                continue;
            }

            if (_records.DeviceAt(device.Index) != attachment.Ifindex || _records.Find(attachment.Ifindex) != device.Index)
            {
                found[id] = $"The record of device {attachment.Ifindex} was changed.";
                _records.Restore(device.Index, attachment.Ifindex);
            }

            if (attachment.Problem(program) is { } problem)
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

        if (!isRootIntact)
            root.Turn(root.Image.Copy(), moved: true, root.Revision);
        if (repair)
            Refresh();
        // The guards last: what enforces waits for none that cannot be put back.
        foreach (var (id, problem) in guards.Check([.. _devices.Select(entry => (entry.Key, entry.Value.Policy, entry.Value.Attachment?.Ifindex ?? 0))]))
            found.TryAdd(id, problem);
        return found;
    }

    /// <summary>Lets go of what a previous life enforced, or was expected, and nobody names now.</summary>
    public void ReleaseOthers()
    {
        // Also those that attaching has failed at: there a previous life enforces until it succeeds.
        var ours = Policies.Select(policy => NetworkDevice.IndexOf(policy.Device)).Concat(_devices.Values.Select(device => device.Attachment?.Ifindex ?? 0)).ToHashSet();
        var recorded = _records.Occupied().Select(record => record.Ifindex).ToList();
        var image = root.Image.Copy();
        foreach (uint ifindex in Attachment.Devices(pins).Union(recorded).Where(ifindex => !ours.Contains(ifindex)))
        {
            Attachment.Remove(pins, ifindex);
            if (_records.Find(ifindex) is >= 0 and var index)
                image[index] = 0;
            _records.Remove(ifindex);
        }

        root.Replace(image);
        guards.OpenAllBut(Policies);
        early.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        early.Dispose();
        foreach (var device in _devices.Values)
            device.Attachment?.Dispose();
    }

    /// <summary>An interface that takes another's device takes its links too: nothing is detached in between.</summary>
    private EnforcedDevice Successor(InterfacePolicy policy)
    {
        int before = _leaving.FindIndex(leaving => leaving.Policy.Device == policy.Device && leaving.Policy.Role == policy.Role);
        if (before < 0)
            return new EnforcedDevice(policy);
        var device = _leaving[before];
        _leaving.RemoveAt(before);
        return device;
    }

    private void Place(EnforcedDevice device, uint ifindex)
    {
        if (NetworkDevice.HasLinkHeader(device.Policy.Device) is { } has && has != device.HasLinkHeader)
            throw new IOException($"Device {device.Policy.Device} is of another kind now; it is enforced with the next change.");
        device.Index = _records.Place(ifindex);
        _seats[device.Index] = device;
    }

    private void Attach(EnforcedDevice device, uint ifindex)
    {
        device.Attachment = Attachment.Make(program, pins, early, by, ifindex, device.Policy.Role);
        // The guard last: it holds packets back until then.
        guards.Attached(device.Policy, ifindex);
    }

    private void Forget(EnforcedDevice device, Attachment attachment, bool stillThere)
    {
        device.Attachment = null;
        guards.Detached(device.Policy, attachment.Ifindex);
        if (!stillThere)
        {
            attachment.RemovePins(pins);
            _records.Remove(attachment.Ifindex);
            _seats[device.Index] = null;
            device.Index = -1;
        }

        attachment.Dispose();
    }
}
