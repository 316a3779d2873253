using System.Runtime.CompilerServices;
using Ringfence.Datapath.Ebpf;
using Ringfence.Datapath.Ebpf.Layout;
using Ringfence.Linux.Bpf;

namespace Ringfence.Datapath.Monitoring;

/// <summary>The pinned maps that samples come by, opened from outside the agent.</summary>
internal sealed class EventMaps : IDisposable
{
    private readonly BpfMap _events, _hostMap, _interfaces, _ruleIds;
    private readonly MappedMemory _host;

    private EventMaps(Dictionary<string, BpfMap> maps)
    {
        (_events, _hostMap, _interfaces, _ruleIds) = (maps["rf_events"], maps["rf_host"], maps["rf_interfaces"], maps["rf_rule_ids"]);
        _host = _hostMap.Map();
        Reader = new EventReader(_events, _interfaces, _ruleIds);
    }

    /// <summary>Reads samples.</summary>
    public EventReader Reader { get; }

    /// <summary>What the program does, as flags that both sides write.</summary>
    public ref uint Features => ref Unsafe.As<KernelFeatures, uint>(ref _host.At<KernelHost>().Features);

    /// <summary>Of what is sampled, a packet is told when a random number has none of these bits.</summary>
    public ref uint SampleMask => ref _host.At<KernelHost>().SampleMask;

    /// <summary>Opens them; null: nothing is pinned for the namespace.</summary>
    /// <exception cref="IOException">They are of a build with other layouts, or the kernel refused.</exception>
    public static EventMaps? TryOpen(string scope)
    {
        if (Pinned(scope) is not { } maps)
            return null;
        foreach (var other in maps.Where(map => map.Key is not ("rf_events" or "rf_host" or "rf_interfaces" or "rf_rule_ids")))
            other.Value.Dispose();
        if (MapLayout.IsOurs(maps["rf_host"]) && maps["rf_rule_ids"].ValueSize == sizeof(long))
            return new EventMaps(maps);
        foreach (var map in maps.Values)
            map.Dispose();
        throw new IOException("What enforces here is of a build with another layout than this command's: use the command of that build.");
    }

    /// <summary>Whether a device of this namespace is one that is enforced.</summary>
    public bool Holds(string device) => NetworkDevice.IndexOf(device) is not 0 and var index && Reader.IsEnforced(index);

    /// <summary>Whether an agent has put others in their place, or taken them away.</summary>
    public bool IsReplaced(string scope)
    {
        if (!EbpfPins.Exist(BpfFs.DefaultMount, scope))
            return true;
        var pins = new EbpfPins(BpfFs.DefaultMount, scope);
        using BpfMap? events = pins.TryGetMap("rf_events"), host = pins.TryGetMap("rf_host");
        return events?.Id != _events.Id || host?.Id != _hostMap.Id;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Reader.Dispose();
        _host.Dispose();
        foreach (var map in (BpfMap[])[_events, _hostMap, _interfaces, _ruleIds])
            map.Dispose();
    }

    private static Dictionary<string, BpfMap>? Pinned(string scope) =>
        EbpfPins.Exist(BpfFs.DefaultMount, scope) ? new EbpfPins(BpfFs.DefaultMount, scope).TryGetMaps() : null;
}
