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

    /// <summary>The hits of a rule by its number.</summary>
    public static RuleHits Rule(EbpfProgram program, uint number) => Rule(program.Map(EbpfProgram.HitsMap), number);

    /// <summary>The same from any map of hits.</summary>
    public static RuleHits Rule(BpfMap map, uint number)
    {
        Span<KernelRuleHits> values = new KernelRuleHits[BpfMap.PossibleCpus];
        map.TryLookup(BitConverter.GetBytes(number), MemoryMarshal.AsBytes(values));
        ulong flows = 0, packets = 0, bytes = 0;
        foreach (var value in values)
            (flows, packets, bytes) = (flows + value.Flows, packets + value.Packets, bytes + value.Bytes);
        return new RuleHits((long)flows, (long)packets, (long)bytes);
    }

    /// <summary>Sets a rule's hits. Packets that are being counted meanwhile may be lost to the count.</summary>
    public static void SetRule(EbpfProgram program, uint number, RuleHits hits)
    {
        Span<KernelRuleHits> values = new KernelRuleHits[BpfMap.PossibleCpus];
        values[0] = new KernelRuleHits { Flows = (ulong)hits.Flows, Packets = (ulong)hits.Packets, Bytes = (ulong)hits.Bytes };
        program.Map(EbpfProgram.HitsMap).Update(BitConverter.GetBytes(number), MemoryMarshal.AsBytes(values));
    }
}
