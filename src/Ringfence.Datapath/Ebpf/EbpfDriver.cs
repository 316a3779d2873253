using Ringfence.Datapath.Ebpf.Layout;
using Ringfence.Datapath.Ebpf.Tables;
using Ringfence.Linux.Bpf;
using Ringfence.Policy.Addressing;

namespace Ringfence.Datapath.Ebpf;

/// <summary>
/// Makes plans true in one network namespace. One caller at a time, on a thread of that namespace. Disposing it leaves everything in force: maps and links are pinned, and
/// the next life takes them over.
/// </summary>
internal sealed class EbpfDriver : IDisposable
{
    private readonly EbpfPins _pins;
    private readonly EbpfGuard? _guard;
    private readonly BridgeGuard? _bridges;
    private readonly Arena _arena;
    private readonly AddressHash _hash;
    private readonly PolicyStore _policies;
    private List<uint>? _inherited;
    private EbpfPlan? _plan;
    private ClassifierTables? _classifier;
    private uint _generation;

    private EbpfDriver(EbpfProgram program, EbpfPins pins, EbpfGuard? guard, BridgeGuard? bridges, AttachBy by, bool adopted)
    {
        Program = program;
        Adopted = adopted;
        _pins = pins;
        _guard = guard;
        _bridges = bridges;
        _arena = new Arena(program.Arena, program.Sizes.ArenaBytes);
        _inherited = adopted ? Inherit() : [];
        _hash = new AddressHash(program.Host.Secret[10], program.Host.Secret[11]);
        Rules = new RuleNumbers(program.Sizes.Rules);
        _policies = new PolicyStore(_arena, Rules);
        Devices = new EbpfDevices(program, pins, guard, bridges, by);
        _generation = Devices.HighestGeneration();
    }

    /// <summary>The program in force.</summary>
    public EbpfProgram Program { get; }

    /// <summary>True when a previous life's maps were taken over, flows and all.</summary>
    public bool Adopted { get; }

    /// <summary>The devices. Refresh them when devices change; check them at least every two seconds.</summary>
    public EbpfDevices Devices { get; }

    /// <summary>What tables, flows and counters name rules by.</summary>
    public RuleNumbers Rules { get; }

    /// <summary>Packets that the guard dropped; null: this kernel has no netfilter programs, and a device is open for the moment between its birth and its attachment.</summary>
    public long? GuardDrops => _guard?.Drops;

    /// <summary>Loads the program; with the maps of a previous life when they fit, else with new ones. What is attached goes on enforcing.</summary>
    /// <param name="pinRoot">Where a BPF file system is or shall be mounted.</param>
    /// <param name="scope">The name of the namespace's directory there.</param>
    /// <param name="options">Choices.</param>
    /// <exception cref="BpfLoadException">The kernel refused the program, and why.</exception>
    public static EbpfDriver Open(string pinRoot, string scope, EbpfOptions options)
    {
        var pins = new EbpfPins(pinRoot, scope);
        var maps = pins.TryGetMaps();
        if (maps is not null && !EbpfMaps.Fit(maps, options.Sizes))
        {
            foreach (var map in maps.Values)
                map.Dispose();
            maps = null;
        }

        var program = EbpfProgram.Load(options.Sizes, maps);
        try
        {
            HostSettings.Write(ref program.Host, options);
            if (maps is null)
                pins.PinMaps(program);
            else
                EbpfCounters.ForgetRules(program);
            return new EbpfDriver(program, pins, TryGuard(pins, options), options.Guard ? BridgeGuard.TryOpen() : null, Choose(options.Attach), maps is not null);
        }
        catch
        {
            program.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Makes the plan true: an interface's packets are judged by the plan before or by this one. When it throws, what was in force still is.
    /// </summary>
    /// <returns>What could not be attached, by interface id.</returns>
    /// <exception cref="IOException">The tables do not fit.</exception>
    public IReadOnlyDictionary<string, string> Apply(EbpfPlan plan)
    {
        bool sameAddresses = ReferenceEquals(_plan?.Addresses, plan.Addresses);
        var classifier = sameAddresses ? _classifier! : new ClassifierTables(_arena, _hash);
        var records = new Dictionary<string, (uint Offset, bool HasLinkHeader)>(StringComparer.Ordinal);
        try
        {
            if (!sameAddresses)
            {
                classifier.WriteHosts(plan.Addresses.Hosts);
                classifier.WritePrefixes(plan.Addresses.Prefixes);
            }

            foreach (var (id, image) in plan.Interfaces)
                records.Add(id, Write(image, classifier.Offset));
        }
        catch
        {
            foreach (var (offset, _) in records.Values)
                _arena.Retire(offset);
            if (!sameAddresses)
                classifier.Retire();
            _policies.KeepOnly(PoliciesOf(_plan));
            throw;
        }

        // Everything is written and nothing names it. From here on words are turned.
        _generation++;
        var replaced = Devices.Ids.Except(plan.Interfaces.Keys).ToList().ConvertAll(Devices.Remove);
        foreach (var (id, image) in plan.Interfaces)
            replaced.Add(Devices.Turn(id, image.Interface, KernelInterface.Word(_generation, records[id].Offset), records[id].HasLinkHeader));
        var old = sameAddresses ? null : _classifier;
        (_plan, _classifier) = (plan, classifier);
        var errors = Devices.Refresh();

        replaced.ForEach(_arena.Retire);
        old?.Retire();
        _policies.KeepOnly(PoliciesOf(plan));
        ForgetInherited();
        return errors;
    }

    /// <summary>Moves members to other classes, whatever the number of interfaces: a slot each, and the epoch, so that established flows are judged again.</summary>
    /// <returns>False: there is no room in place; a plan with these addresses must be applied.</returns>
    public bool MoveHosts(IEnumerable<(IpAddress Host, int Class)> set, IEnumerable<IpAddress> removed)
    {
        foreach (var (host, classId) in set)
        {
            if (_classifier?.TrySetHost(host, classId) != true)
                return false;
        }

        foreach (var host in removed)
            _classifier?.RemoveHost(host);
        Interlocked.Increment(ref Program.Host.Epoch);
        return true;
    }

    /// <summary>Frees what flows have left behind; to be called every few seconds.</summary>
    public int Expire() => new FlowTable(Program).Expire();

    /// <summary>Takes everything out of the kernel: nothing is enforced any more.</summary>
    public void Release()
    {
        foreach (string id in Devices.Ids.ToList())
            Devices.Remove(id);
        Devices.ReleaseOthers();
        _guard?.Detach();
        _bridges?.Detach();
        _pins.RemoveAll();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Devices.Dispose();
        _guard?.Dispose();
        _bridges?.Dispose();
        Program.Dispose();
    }

    private static AttachBy Choose(AttachBy asked) =>
        asked != AttachBy.Best ? asked : BpfProbes.Tcx().State == FeatureState.Missing ? AttachBy.Clsact : AttachBy.Tcx;

    private static EbpfGuard? TryGuard(EbpfPins pins, EbpfOptions options)
    {
        if (!options.Guard)
            return null;
        try
        {
            return EbpfGuard.Open(pins, options.Sizes.Interfaces);
        }
        catch (BpfLoadException)
        {
            return null; // before 6.4; doctor says so, and GuardDrops is null
        }
    }

    private static HashSet<PolicyImage> PoliciesOf(EbpfPlan? plan)
    {
        var used = new HashSet<PolicyImage>(ReferenceEqualityComparer.Instance);
        foreach (var image in plan?.Interfaces.Values ?? [])
        {
            used.Add(image.Ingress);
            used.Add(image.Egress);
        }

        return used;
    }

    private (uint Offset, bool HasLinkHeader) Write(InterfaceImage image, uint classifier)
    {
        bool hasLinkHeader = NetworkDevice.HasLinkHeader(image.Interface.Device) ?? true;
        var (ingress, egress) = (_policies.Get(image.Ingress).Table, _policies.Get(image.Egress).Table);
        return (EnforcementRecord.Write(_arena, image.Interface, hasLinkHeader, classifier, ingress, egress), hasLinkHeader);
    }

    /// <summary>What is in force goes on being in force until the first plan; what else lies in the arena is freed.</summary>
    private List<uint> Inherit()
    {
        var allocated = _arena.Blocks();
        var live = Reachable.Blocks(_arena, Program.Interfaces, allocated);
        foreach (uint block in allocated.Except(live))
            _arena.Retire(block);
        _arena.Reclaim();
        return live;
    }

    /// <summary>After the first plan nothing of a previous life is in use any more.</summary>
    private void ForgetInherited()
    {
        if (_inherited is null)
            return;
        Devices.ReleaseOthers();
        _inherited.ForEach(_arena.Retire);
        _inherited = null;
    }
}
