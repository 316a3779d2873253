using System.Runtime.CompilerServices;
using Ringfence.Datapath.Ebpf.Layout;
using Ringfence.Linux.Bpf;

namespace Ringfence.Datapath.Ebpf;

/// <summary>Whether a previous life's maps can be taken over.</summary>
internal static class EbpfMaps
{
    /// <summary>True when every map has the size that this build and these sizes give it.</summary>
    public static bool Fit(IReadOnlyDictionary<string, BpfMap> maps, EbpfSizes sizes) =>
        maps["rf_arena"].ValueSize == sizes.ArenaBytes + 256
        && maps["rf_flows"].ValueSize == sizes.FlowBytes
        && maps["rf_overflow"].ValueSize == sizes.FlowSlots / KernelFlow.Ways * sizeof(uint)
        && maps["rf_fragments"].ValueSize == sizes.FragmentSlots * Unsafe.SizeOf<KernelFragments>()
        && maps["rf_host"].ValueSize == Unsafe.SizeOf<KernelHost>()
        && maps["rf_interfaces"].MaxEntries == sizes.Interfaces
        && maps["rf_interfaces"].ValueSize == Unsafe.SizeOf<KernelInterface>()
        && maps["rf_counters"].ValueSize == Unsafe.SizeOf<KernelCount>()
        && maps[EbpfProgram.HitsMap].MaxEntries == BpfMap.PossibleCpus
        && maps[EbpfProgram.HitsMap].ValueSize == RuleHitTable.BytesOf(sizes.Rules)
        && maps["rf_rule_ids"].MaxEntries == sizes.Rules
        && maps["rf_events"].MaxEntries == sizes.EventBytes;
}
