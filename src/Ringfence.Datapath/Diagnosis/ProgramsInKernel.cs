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
        foreach (uint ifindex in linked.Where(names.ContainsKey))
        {
            foreach (bool toInstance in (bool[])[true, false])
                Look(pins, ifindex, names[ifindex], toInstance, ours, foreign);
        }

        foreach (uint ifindex in EbpfRemains.Recorded(pins).Except(linked).Where(names.ContainsKey))
            ours.Add(Filters(ifindex, names[ifindex]));
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

    private static void Look(EbpfPins pins, uint ifindex, string device, bool toInstance, List<KernelObject> ours, List<ForeignObject> foreign)
    {
        string way = toInstance ? "to the instance" : "from the instance";
        using var link = pins.TryGetLink(ifindex, toInstance);
        if (link is null)
        {
            ours.Add(new KernelObject("link", device, way, "The link is not pinned."));
            return;
        }

        var info = link.Info();
        bool attached = info.Ifindex == ifindex;
        ours.Add(new KernelObject(
            "link",
            device,
            attached ? string.Create(CultureInfo.InvariantCulture, $"{way}, tcx {info.Hook}, program {info.ProgramId}") : way,
            attached ? null : "The link was detached."));
        if (!attached)
            return;
        bool before = true;
        foreach (var (program, id) in TcxQuery.Programs(ifindex, info.Hook))
        {
            if (id == info.Id)
                before = false;
            else
                foreign.Add(Program(device, info.Hook, program, before));
        }
    }

    private static ForeignObject Program(string device, TcxHook hook, uint program, bool before) => new(
        "program",
        program.ToString(CultureInfo.InvariantCulture),
        $"tcx {hook} of {device}, {(before ? "before ours: what it passes or sends on, ours never sees" : "behind ours: it sees what ours has passed")}",
        before);

    private static KernelObject Filters(uint ifindex, string device)
    {
        uint ingress = new ClsactFilter(ifindex, ingress: true).ProgramId(), egress = new ClsactFilter(ifindex, ingress: false).ProgramId();
        return new KernelObject(
            "filter",
            device,
            string.Create(CultureInfo.InvariantCulture, $"clsact, program {ingress} at ingress, {egress} at egress"),
            ingress == 0 || egress == 0 ? "A filter was removed." : null);
    }

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
