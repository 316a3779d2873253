using System.Globalization;
using Ringfence.Datapath.Ebpf;
using Ringfence.Linux.Bpf;

namespace Ringfence.Datapath.Diagnosis;

/// <summary>What the eBPF driver has pinned and attached in the calling thread's network namespace, and the programs of others at the same devices.</summary>
internal static class ProgramsInKernel
{
    /// <summary>Looks. Makes no directory and mounts nothing.</summary>
    public static (IReadOnlyList<KernelObject> Ours, IReadOnlyList<ForeignObject> Foreign) Read()
    {
        string scope = NamespaceScope.Current();
        if (!EbpfPins.Exist(BpfFs.DefaultMount, scope))
            return ([], []);
        var pins = new EbpfPins(BpfFs.DefaultMount, scope);
        var ours = new List<KernelObject> { Maps(pins, scope) };
        var foreign = new List<ForeignObject>();
        var names = NetworkDevice.All().ToDictionary(device => device.Index, device => device.Name);
        var linked = pins.LinkedDevices();
        foreach (uint ifindex in linked.Union(EbpfRemains.Recorded(pins)).Union(Attachment.Devices(pins)).Where(names.ContainsKey))
            Look(pins, ifindex, names[ifindex], linked.Contains(ifindex), ours, foreign);
        ours.AddRange(Guards(pins));
        return (ours, foreign);
    }

    private static KernelObject Maps(EbpfPins pins, string scope)
    {
        var maps = pins.TryGetMaps();
        maps?.Values.ToList().ForEach(map => map.Dispose());
        string where = Path.Combine(BpfFs.DefaultMount, "ringfence", scope);
        return new KernelObject("maps", where, $"{EbpfProgram.MapNames.Length} maps", maps is null ? "Some of them are missing: the next agent begins with empty ones." : null);
    }

    private static void Look(EbpfPins pins, uint ifindex, string device, bool isLinked, List<KernelObject> ours, List<ForeignObject> foreign)
    {
        var ingress = HookQuery.Occupants(ifindex, TcxHook.Ingress).ToList();
        var egress = HookQuery.Occupants(ifindex, TcxHook.Egress).ToList();
        var links = new HashSet<uint>();
        foreach (bool toInstance in isLinked ? (bool[])[true, false] : [])
            ours.Add(Link(pins, ifindex, device, toInstance, links));
        if (!isLinked || ingress.Concat(egress).Any(IsFilter))
            ours.Add(Filters(device, ingress, egress, isLinked));
        foreign.AddRange(Foreign(device, TcxHook.Ingress, ingress, links));
        foreign.AddRange(Foreign(device, TcxHook.Egress, egress, links));
    }

    private static KernelObject Link(EbpfPins pins, uint ifindex, string device, bool toInstance, HashSet<uint> links)
    {
        string way = toInstance ? "to the instance" : "from the instance";
        using var link = pins.TryGetLink(ifindex, toInstance);
        if (link is null)
            return new KernelObject("link", device, way, "The link is not pinned.");
        var info = link.Info();
        if (info.Ifindex != ifindex)
            return new KernelObject("link", device, way, "The link was detached.");
        links.Add(info.Id);
        return new KernelObject("link", device, string.Create(CultureInfo.InvariantCulture, $"{way}, tcx {info.Hook}, program {info.ProgramId}"));
    }

    private static KernelObject Filters(string device, List<HookOccupant> ingress, List<HookOccupant> egress, bool isLinked)
    {
        uint atIngress = ingress.Find(IsFilter).Program, atEgress = egress.Find(IsFilter).Program;
        return new KernelObject(
            "filter",
            device,
            string.Create(CultureInfo.InvariantCulture, $"clsact, program {atIngress} at ingress, {atEgress} at egress"),
            isLinked ? "There are links too: packets are judged twice." : atIngress == 0 || atEgress == 0 ? "A filter was removed." : null);
    }

    /// <summary>What others have at a hook, in its order: until ours comes it runs before that.</summary>
    private static IEnumerable<ForeignObject> Foreign(string device, TcxHook hook, List<HookOccupant> occupants, HashSet<uint> links)
    {
        bool before = true;
        foreach (var occupant in occupants)
        {
            if (IsFilter(occupant) || links.Contains(occupant.Link))
                before = false;
            else
                yield return Describe(device, hook, occupant, before);
        }
    }

    private static ForeignObject Describe(string device, TcxHook hook, HookOccupant occupant, bool before)
    {
        string place = occupant.Filter is { } filter ? string.Create(CultureInfo.InvariantCulture, $"clsact {hook} of {device}, {filter.Kind}, priority {filter.Priority}, handle {filter.Handle:x}") : $"tcx {hook} of {device}";
        return new ForeignObject(
            occupant.Program == 0 ? "filter" : "program",
            occupant.Program == 0 ? occupant.Filter!.Value.Kind : occupant.Program.ToString(CultureInfo.InvariantCulture),
            $"{place}, {(before ? "before ours: what it passes or sends on, ours never sees" : "behind ours: it sees what ours has passed")}",
            before);
    }

    private static bool IsFilter(HookOccupant occupant) => occupant.Filter is { } filter && ClsactFilter.Is(filter);

    private static IEnumerable<KernelObject> Guards(EbpfPins pins)
    {
        foreach (var (family, hook) in EbpfGuard.Hooks)
        {
            using var link = pins.TryGetLink(EbpfGuard.LinkName(family, hook));
            if (link is not null)
                yield return new KernelObject("guard", EbpfGuard.LinkName(family, hook), string.Create(CultureInfo.InvariantCulture, $"netfilter, program {link.Info().ProgramId}"));
        }
    }
}
