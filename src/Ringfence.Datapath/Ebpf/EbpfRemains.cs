using System.Runtime.CompilerServices;
using Ringfence.Datapath.Ebpf.Layout;

namespace Ringfence.Datapath.Ebpf;

/// <summary>What an eBPF driver left in a namespace, without loading a program: to know it, and to take it out when another driver has taken over.</summary>
internal static class EbpfRemains
{
    /// <summary>Removes links, filters, the guard and all pins. On a thread of the namespace.</summary>
    /// <returns>False: there was nothing.</returns>
    /// <exception cref="IOException">The kernel refused.</exception>
    public static bool Remove(string pinRoot, string scope)
    {
        if (!EbpfPins.Exist(pinRoot, scope))
            return false;
        var pins = new EbpfPins(pinRoot, scope);
        foreach (uint ifindex in Attachment.Devices(pins))
            Attachment.Remove(pins, ifindex);
        DeviceGuards.RemoveAll(pins);
        pins.RemoveAll();
        return true;
    }

    /// <summary>
    /// Whether an eBPF driver enforces: its programs are at a device, or a policy was brought into its maps, be it one without interfaces. A driver makes names before it has anything to enforce, and may end
    /// before it has. On a thread of the namespace.
    /// </summary>
    /// <exception cref="IOException">The kernel would not tell.</exception>
    public static bool Enforce(string pinRoot, string scope)
    {
        if (!EbpfPins.Exist(pinRoot, scope))
            return false;
        var pins = new EbpfPins(pinRoot, scope);
        return Attachment.Devices(pins).Count > 0 || IsTurned(pins);
    }

    /// <summary>The devices that have a record in the pinned maps.</summary>
    public static List<uint> Recorded(EbpfPins pins)
    {
        var found = new List<uint>();
        using var map = pins.TryGetMap("rf_interfaces");
        if (map is null || map.ValueSize != Unsafe.SizeOf<KernelInterface>())
            return found;
        using var memory = map.Map();
        foreach (var record in memory.At<KernelInterface>(0, (int)map.MaxEntries))
        {
            if (record.Ifindex != 0)
                found.Add(record.Ifindex);
        }

        return found;
    }

    private static bool IsTurned(EbpfPins pins)
    {
        using var map = pins.TryGetMap("rf_host");
        if (map is null || map.ValueSize != Unsafe.SizeOf<KernelHost>())
            return false;
        using var memory = map.Map();
        return HostRoot.IsTurned(memory.At<KernelHost>(0, 1)[0].Root);
    }
}
