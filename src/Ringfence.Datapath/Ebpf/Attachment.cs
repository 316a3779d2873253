using Ringfence.Linux.Bpf;
using Ringfence.Policy.Hosting;

namespace Ringfence.Datapath.Ebpf;

/// <summary>
/// A device's two programs. To the instance is what a guest's device sends and what a machine's own device receives.
/// </summary>
internal sealed class Attachment : IDisposable
{
    private static readonly TcxHook[] Hooks = [TcxHook.Ingress, TcxHook.Egress];

    private readonly DeviceHook _to, _from;

    private Attachment(uint ifindex, DeviceHook to, DeviceHook from)
    {
        Ifindex = ifindex;
        _to = to;
        _from = from;
    }

    /// <summary>The device.</summary>
    public uint Ifindex { get; }

    /// <summary>
    /// Attaches the programs, or puts them in the place of those that a previous life left: then no packet passes between the two unseen. What a previous life attached in the other way is taken off
    /// after that: until then a packet is judged twice, never not at all.
    /// </summary>
    /// <exception cref="BpfException">The device has gone, or the kernel refused.</exception>
    public static Attachment Make(EbpfProgram program, EbpfPins pins, EarlyLinks early, AttachBy by, uint ifindex, InterfaceRole role)
    {
        bool guest = role == InterfaceRole.Guest;
        var to = Hook(program.ToInstance, pins, early, by, ifindex, toInstance: true, guest ? TcxHook.Egress : TcxHook.Ingress);
        try
        {
            return new Attachment(ifindex, to, Hook(program.FromInstance, pins, early, by, ifindex, toInstance: false, guest ? TcxHook.Ingress : TcxHook.Egress));
        }
        catch
        {
            to.Dispose();
            throw;
        }
    }

    /// <summary>The way to attach: the one that was asked for, or the best that this kernel surely has.</summary>
    /// <param name="asked">What was asked for.</param>
    /// <param name="probeTcx">Whether the kernel has tcx; asked only when it matters.</param>
    public static AttachBy Choose(AttachBy asked, Func<KernelFeature> probeTcx) =>
        asked != AttachBy.Best ? asked : probeTcx().State == FeatureState.Available ? AttachBy.Tcx : AttachBy.Clsact;

    /// <summary>Null: both programs are at the device. Else what is wrong.</summary>
    public string? Problem(EbpfProgram program) => _to.Problem(program.ToInstance) ?? _from.Problem(program.FromInstance);

    /// <summary>Not null: somebody else's program runs before ours and may pass packets that ours never sees.</summary>
    public string? Overruled() => _to.Overruled() ?? _from.Overruled();

    /// <summary>Takes the programs off the device.</summary>
    public void Detach(EbpfPins pins)
    {
        _to.Detach();
        _from.Detach();
        RemovePins(pins);
    }

    /// <summary>Removes the links' names.</summary>
    public void RemovePins(EbpfPins pins)
    {
        pins.RemoveLink(Ifindex, toInstance: true);
        pins.RemoveLink(Ifindex, toInstance: false);
    }

    /// <summary>The devices of the namespace that have programs of ours, in whichever way they are attached.</summary>
    public static IReadOnlySet<uint> Devices(EbpfPins pins)
    {
        var found = pins.LinkedDevices().ToHashSet();
        found.UnionWith(ClsactQuery.Devices().Where(ifindex => Array.Exists(Hooks, hook => ClsactQuery.Filters(ifindex, hook).Any(ClsactFilter.Is))));
        return found;
    }

    /// <summary>Whether both hooks of a device have a program that a previous life attached, in whichever way.</summary>
    public static bool IsAt(EbpfPins pins, uint ifindex)
    {
        using BpfLink? to = pins.TryGetLink(ifindex, toInstance: true), from = pins.TryGetLink(ifindex, toInstance: false);
        var linked = new[] { to, from }.OfType<BpfLink>().Select(link => link.Info()).Where(info => info.Ifindex == ifindex).Select(info => info.Hook).ToList();
        return Array.TrueForAll(Hooks, hook => linked.Contains(hook) || ClsactQuery.Filters(ifindex, hook).Any(ClsactFilter.Is));
    }

    /// <summary>Takes off what a previous life attached to a device, in whichever way.</summary>
    public static void Remove(EbpfPins pins, uint ifindex)
    {
        foreach (var hook in Hooks)
            ClsactDeviceHook.Remove(ifindex, hook);
        TcxDeviceHook.Remove(pins, ifindex, toInstance: true);
        TcxDeviceHook.Remove(pins, ifindex, toInstance: false);
    }

    /// <summary>Closes the descriptors; the programs stay.</summary>
    public void Dispose()
    {
        _to.Dispose();
        _from.Dispose();
    }

    private static DeviceHook Hook(BpfProgram program, EbpfPins pins, EarlyLinks early, AttachBy by, uint ifindex, bool toInstance, TcxHook hook)
    {
        if (by == AttachBy.Clsact)
        {
            var filter = ClsactDeviceHook.Attach(program, ifindex, hook);
            TcxDeviceHook.Remove(pins, ifindex, toInstance);
            return filter;
        }

        var link = TcxDeviceHook.Attach(program, pins, early, ifindex, toInstance, hook);
        ClsactDeviceHook.Remove(ifindex, hook);
        return link;
    }
}
