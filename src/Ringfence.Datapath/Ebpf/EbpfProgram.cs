using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Ringfence.Datapath.Ebpf.Layout;
using Ringfence.Linux.Bpf;

namespace Ringfence.Datapath.Ebpf;

/// <summary>The program and its maps, loaded; nothing is attached. One per host (or network namespace): all interfaces share it.</summary>
public sealed class EbpfProgram : IDisposable
{
    /// <summary>The map of rules' hits.</summary>
    internal const string HitsMap = "rf_rule_hits";

    /// <summary>The map that only user space reads.</summary>
    internal const string RuleIdsMap = "rf_rule_ids";

    /// <summary>The maps by name, in the order they are pinned. All outlive a program: the next build's program takes them over when their layouts are the same.</summary>
    internal static readonly string[] MapNames =
        ["rf_arena", "rf_flows", "rf_overflow", "rf_fragments", "rf_host", "rf_interfaces", "rf_displaced", "rf_counters", HitsMap, RuleIdsMap, "rf_events"];

    internal static readonly string[] ProgramNames = ["ringfence_to", "ringfence_from", "ringfence_jiffies", "ringfence_jiffies_high"];

    private readonly Dictionary<string, BpfMap> _maps = new(StringComparer.Ordinal);
    private readonly List<IDisposable> _owned = [];

    private EbpfProgram(EbpfSizes sizes) => Sizes = sizes;

    /// <summary>The sizes that the maps have.</summary>
    public EbpfSizes Sizes { get; }

    /// <summary>Judges packets towards the instance.</summary>
    public BpfProgram ToInstance { get; private set; } = null!;

    /// <summary>Judges packets from the instance.</summary>
    public BpfProgram FromInstance { get; private set; } = null!;

    /// <summary>Says the kernel's time in jiffies.</summary>
    public BpfProgram Jiffies { get; private set; } = null!;

    /// <summary>Says the high half of the kernel's time in jiffies.</summary>
    public BpfProgram JiffiesHigh { get; private set; } = null!;

    internal MappedMemory Arena { get; private set; } = null!;

    internal MappedMemory Flows { get; private set; } = null!;

    /// <summary>How many slots the flows of each interface have.</summary>
    internal Span<uint> Shares => Flows.At<uint>(Sizes.FlowSlots * (uint)Unsafe.SizeOf<KernelFlow>(), (int)Sizes.Interfaces);

    internal MappedMemory Overflow { get; private set; } = null!;

    internal MappedMemory Fragments { get; private set; } = null!;

    internal ref KernelHost Host => ref _host.At<KernelHost>();

    private MappedMemory _host = null!;
    private MappedMemory _interfaces = null!;
    private MappedMemory _ruleIds = null!;

    internal Span<KernelInterface> Interfaces => _interfaces.At<KernelInterface>(0, (int)Sizes.Interfaces);

    /// <summary>By rule number: the rule's id + 1; 0: no rule has had the number.</summary>
    internal Span<long> RuleIds => _ruleIds.At<long>(0, (int)Sizes.Rules);

    /// <summary>The hits of rules.</summary>
    internal RuleHitTable Hits { get; private set; } = null!;

    /// <summary>The object file, as the build made it.</summary>
    public static byte[] Image => EbpfImage.Read("ringfence.bpf.o");

    /// <summary>Loads the program with maps of its own, or with those of a previous life.</summary>
    /// <param name="sizes">Sizes; with <paramref name="adopted"/> maps they must be what the maps have.</param>
    /// <param name="adopted">Maps by name, all or none.</param>
    /// <exception cref="BpfLoadException">The kernel refused, and why.</exception>
    public static EbpfProgram Load(EbpfSizes sizes, IReadOnlyDictionary<string, BpfMap>? adopted = null)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        sizes.Validate();
        var (maps, programs) = ProgramLoad.Run(sizes, adopted);
        var program = Adopt(sizes, maps, programs);
        if (adopted is null)
            RandomNumberGenerator.Fill(MemoryMarshal.AsBytes((Span<uint>)program.Host.Secret));
        return program;
    }

    /// <summary>Takes over programs that are loaded already, with their maps.</summary>
    internal static EbpfProgram Adopt(EbpfSizes sizes, IReadOnlyDictionary<string, BpfMap> maps, IReadOnlyDictionary<string, BpfProgram> programs)
    {
        var program = new EbpfProgram(sizes);
        program.Take(maps, programs);
        return program;
    }

    /// <summary>The programs by their names in <see cref="ProgramNames"/>.</summary>
    internal IReadOnlyDictionary<string, BpfProgram> Programs => ProgramNames.Zip([ToInstance, FromInstance, Jiffies, JiffiesHigh]).ToDictionary();

    /// <summary>A map by its name in <see cref="MapNames"/>.</summary>
    internal BpfMap Map(string name) => _maps[name];

    /// <summary>The kernel's time as flows are stamped with it.</summary>
    public uint Now()
    {
        Span<byte> frame = stackalloc byte[14];
        return (uint)Jiffies.TestRun(frame).Result;
    }

    /// <summary>The same with its high half, which the kernel tells by a second run.</summary>
    public ulong Now64()
    {
        Span<byte> frame = stackalloc byte[14];
        while (true)
        {
            uint high = (uint)JiffiesHigh.TestRun(frame).Result, low = Now();
            if (high == (uint)JiffiesHigh.TestRun(frame).Result)
                return ((ulong)high << 32) | low;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var owned in _owned)
            owned.Dispose();
    }

    private void Take(IReadOnlyDictionary<string, BpfMap> maps, IReadOnlyDictionary<string, BpfProgram> programs)
    {
        foreach (string name in MapNames)
            _maps.Add(name, Own(maps[name]));
        (ToInstance, FromInstance) = (Own(programs[ProgramNames[0]]), Own(programs[ProgramNames[1]]));
        (Jiffies, JiffiesHigh) = (Own(programs[ProgramNames[2]]), Own(programs[ProgramNames[3]]));
        Arena = Own(_maps["rf_arena"].Map());
        Flows = Own(_maps["rf_flows"].Map());
        Overflow = Own(_maps["rf_overflow"].Map());
        Fragments = Own(_maps["rf_fragments"].Map());
        _host = Own(_maps["rf_host"].Map());
        _interfaces = Own(_maps["rf_interfaces"].Map());
        _ruleIds = Own(_maps[RuleIdsMap].Map());
        Hits = new RuleHitTable(Own(_maps[HitsMap].Map()), Sizes.Rules);
    }

    private T Own<T>(T owned)
        where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }
}
