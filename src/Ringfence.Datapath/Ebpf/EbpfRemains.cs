using System.Runtime.CompilerServices;
using Ringfence.Datapath.Ebpf.Layout;

namespace Ringfence.Datapath.Ebpf;

/// <summary>Takes out of the kernel what an eBPF driver left in a namespace, without loading a program: for when another driver has taken over.</summary>
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
}
