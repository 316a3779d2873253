using System.Runtime.CompilerServices;
using Ringfence.Datapath.Ebpf.Layout;
using Ringfence.Linux.Bpf;

namespace Ringfence.Datapath.Ebpf;

/// <summary>The hits of rules by their numbers, in memory that the program counts in: all rules' on one CPU, then all on the next. They never go back but by <see cref="Set"/>.</summary>
/// <param name="memory">The map's.</param>
/// <param name="rules">How many rules there are of each CPU.</param>
internal sealed class RuleHitTable(MappedMemory memory, uint rules)
{
    /// <summary>Bytes of what one CPU counts of so many rules.</summary>
    public static uint BytesOf(uint rules) => rules * (uint)Unsafe.SizeOf<KernelRuleHits>();

    /// <summary>A rule's hits: the sum over all CPUs.</summary>
    public RuleHits this[uint number]
    {
        get
        {
            ulong flows = 0, packets = 0, bytes = 0;
            for (int cpu = 0; cpu < BpfMap.PossibleCpus; cpu++)
            {
                ref var counted = ref On(cpu, number);
                (flows, packets, bytes) = (flows + Volatile.Read(ref counted.Flows), packets + Volatile.Read(ref counted.Packets), bytes + Volatile.Read(ref counted.Bytes));
            }

            return new RuleHits((long)flows, (long)packets, (long)bytes);
        }
    }

    /// <summary>Sets a rule's hits. Packets that are being counted meanwhile may be lost to the count.</summary>
    public void Set(uint number, RuleHits hits)
    {
        for (int cpu = 0; cpu < BpfMap.PossibleCpus; cpu++)
            On(cpu, number) = cpu == 0 ? new KernelRuleHits { Flows = (ulong)hits.Flows, Packets = (ulong)hits.Packets, Bytes = (ulong)hits.Bytes } : default;
    }

    private ref KernelRuleHits On(int cpu, uint number) => ref memory.At<KernelRuleHits>(((nuint)cpu * BytesOf(rules)) + BytesOf(number));
}
