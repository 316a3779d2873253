using Ringfence.Datapath.Ebpf.Layout;
using Ringfence.Linux.Bpf;
using Ringfence.Linux.Namespaces;

namespace Ringfence.Datapath.Ebpf;

/// <summary>
/// Brings the object file into the kernel: the maps with the small programs first, then the two that judge packets, both at once. Verifying those is most of a first start, and the kernel verifies as
/// many programs beside each other as it is given.
/// </summary>
internal static class ProgramLoad
{
    private const int ArenaSlack = 256, FragmentBytes = 64;

    /// <summary>Loads all of it, or nothing.</summary>
    /// <param name="sizes">Of the maps, those that are adopted too.</param>
    /// <param name="adopted">Maps by name to use instead of new ones, all or none. They stay the caller's.</param>
    /// <returns>The maps and the programs by name, with descriptors of their own.</returns>
    /// <exception cref="BpfLoadException">The kernel refused, and why.</exception>
    public static (Dictionary<string, BpfMap> Maps, Dictionary<string, BpfProgram> Programs) Run(EbpfSizes sizes, IReadOnlyDictionary<string, BpfMap>? adopted)
    {
        string to = EbpfProgram.ProgramNames[0], from = EbpfProgram.ProgramNames[1];
        var maps = new Dictionary<string, BpfMap>(StringComparer.Ordinal);
        var programs = new Dictionary<string, BpfProgram>(StringComparer.Ordinal);
        try
        {
            LoadSmall(sizes, adopted, maps, programs);
            using var beside = new DedicatedThread("ringfence-verify");
            var other = beside.RunAsync(() => LoadOne(sizes, maps, from));
            try
            {
                programs.Add(to, LoadOne(sizes, maps, to));
            }
            finally
            {
                programs.Add(from, other.GetAwaiter().GetResult());
            }

            return (maps, programs);
        }
        catch
        {
            foreach (IDisposable loaded in maps.Values.AsEnumerable<IDisposable>().Concat(programs.Values))
                loaded.Dispose();
            throw;
        }
    }

    /// <summary>Makes the maps and loads all programs but those that judge.</summary>
    private static void LoadSmall(EbpfSizes sizes, IReadOnlyDictionary<string, BpfMap>? adopted, Dictionary<string, BpfMap> maps, Dictionary<string, BpfProgram> programs)
    {
        string[] small = EbpfProgram.ProgramNames[2..];
        using var code = Code(sizes, adopted, small);
        code.Load();
        foreach (string name in EbpfProgram.MapNames)
            maps.Add(name, code.TakeMap(name));
        foreach (string name in small)
            programs.Add(name, code.TakeProgram(name));
    }

    private static BpfProgram LoadOne(EbpfSizes sizes, Dictionary<string, BpfMap> maps, string name)
    {
        using var code = Code(sizes, maps, name);
        code.Load();
        return code.TakeProgram(name);
    }

    private static BpfObject Code(EbpfSizes sizes, IReadOnlyDictionary<string, BpfMap>? maps, params string[] programs)
    {
        var code = BpfObject.Open("ringfence", EbpfProgram.Image);
        foreach (string other in EbpfProgram.ProgramNames.Except(programs))
            code.Skip(other);
        code.SetConstant("rf_arena_mask", sizes.ArenaBytes - 1);
        code.SetConstant("rf_flow_mask", sizes.FlowSlots - 1);
        code.SetConstant("rf_flow_limit", sizes.InterfaceFlows);
        code.SetConstant("rf_fragment_mask", (sizes.FragmentSlots / KernelFragments.Ways) - 1);
        code.SetConstant("rf_interface_mask", sizes.Interfaces - 1);
        code.SetConstant("rf_rule_mask", sizes.Rules - 1);
        code.SetValueSize("rf_arena", sizes.ArenaBytes + ArenaSlack);
        code.SetValueSize("rf_flows", sizes.FlowBytes);
        code.SetValueSize("rf_overflow", sizes.FlowSlots / KernelFlow.Ways * sizeof(uint));
        code.SetValueSize("rf_fragments", sizes.FragmentSlots * FragmentBytes);
        code.SetMaxEntries("rf_interfaces", sizes.Interfaces);
        code.SetValueSize(EbpfProgram.HitsMap, RuleHitTable.BytesOf(sizes.Rules));
        code.SetMaxEntries(EbpfProgram.HitsMap, (uint)BpfMap.PossibleCpus);
        code.SetMaxEntries(EbpfProgram.RuleIdsMap, sizes.Rules);
        code.SetMaxEntries("rf_events", sizes.EventBytes);
        foreach (var (name, map) in maps ?? new Dictionary<string, BpfMap>())
            code.Reuse(name, map);
        return code;
    }
}
