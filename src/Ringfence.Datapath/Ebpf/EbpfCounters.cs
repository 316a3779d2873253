using System.Runtime.InteropServices;
using Ringfence.Datapath.Ebpf.Layout;
using Ringfence.Linux.Bpf;

namespace Ringfence.Datapath.Ebpf;

/// <summary>Reads the program's counters: the sum over all CPUs. They never go back while the maps live.</summary>
internal static class EbpfCounters
{
    /// <summary>Every reason that has a count; bytes of the frames, for drops.</summary>
    public static IReadOnlyDictionary<EbpfReason, DropCount> Reasons(EbpfProgram program)
    {
        var counts = new Dictionary<EbpfReason, DropCount>();
        Span<KernelCount> values = new KernelCount[BpfMap.PossibleCpus];
        foreach (var reason in Enum.GetValues<EbpfReason>())
        {
            program.Map("rf_counters").TryLookup(BitConverter.GetBytes((uint)reason), MemoryMarshal.AsBytes(values));
            var sum = default(DropCount);
            foreach (var value in values)
                sum = new DropCount(sum.Packets + (long)value.Packets, sum.Bytes + (long)value.Bytes);
            if (sum != default)
                counts.Add(reason, sum);
        }

        return counts;
    }
}
