using System.Runtime.InteropServices;
using Ringfence.Datapath.Ebpf.Layout;
using Ringfence.Linux.Bpf;

namespace Ringfence.Datapath.Ebpf;

/// <summary>How often a rule decided: flows that it judged (accepted or, packet by packet, refused), and packets and bytes when counting those is on.</summary>
public readonly record struct RuleHits(long Flows, long Packets, long Bytes);

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
    public static RuleHits Rule(EbpfProgram program, uint number)
    {
        Span<KernelRuleHits> values = new KernelRuleHits[BpfMap.PossibleCpus];
        program.Map("rf_rule_hits").TryLookup(BitConverter.GetBytes(number), MemoryMarshal.AsBytes(values));
        ulong flows = 0, packets = 0, bytes = 0;
        foreach (var value in values)
            (flows, packets, bytes) = (flows + value.Flows, packets + value.Packets, bytes + value.Bytes);
        return new RuleHits((long)flows, (long)packets, (long)bytes);
    }

    /// <summary>Sets the counters of all rules to zero: numbers are given anew.</summary>
    public static void ForgetRules(EbpfProgram program)
    {
        var zero = new byte[Marshal.SizeOf<KernelRuleHits>() * BpfMap.PossibleCpus];
        var map = program.Map("rf_rule_hits");
        for (uint number = 0; number < map.MaxEntries; number++)
        {
            if (Rule(program, number) != default)
                map.Update(BitConverter.GetBytes(number), zero);
        }
    }
}
