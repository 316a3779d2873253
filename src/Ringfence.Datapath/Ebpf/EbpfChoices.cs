using Ringfence.Datapath.Ebpf.Layout;
using Ringfence.Policy.Evaluation;

namespace Ringfence.Datapath.Ebpf;

/// <summary>The host's choices in the driver's terms.</summary>
internal static class EbpfChoices
{
    private static readonly (LinkEssentials Kind, KernelFeatures Feature)[] Essentials =
    [
        (LinkEssentials.Arp, KernelFeatures.AllowArp),
        (LinkEssentials.NeighbourDiscovery, KernelFeatures.AllowNeighbourDiscovery),
        (LinkEssentials.RouterDiscovery, KernelFeatures.AllowRouterDiscovery),
        (LinkEssentials.MulticastListenerDiscovery, KernelFeatures.AllowMulticastListener),
        (LinkEssentials.Dhcp, KernelFeatures.AllowDhcp),
        (LinkEssentials.DhcpV6, KernelFeatures.AllowDhcpV6),
    ];

    /// <summary>The settings with the host's choices in them.</summary>
    /// <exception cref="IOException">More failsafe ports than the program has room for.</exception>
    public static EbpfOptions From(EnforcementOptions options, EbpfOptions settings)
    {
        if (options.FailsafeTcpPorts.Length > KernelHost.FailsafePorts)
            throw new IOException($"The eBPF datapath has room for {KernelHost.FailsafePorts} failsafe ports, not {options.FailsafeTcpPorts.Length}.");
        var allowed = KernelFeatures.None;
        foreach (var (kind, feature) in Essentials)
            allowed |= options.Essentials.HasFlag(kind) ? feature : 0;
        return settings with
        {
            Sizes = options.FlowSlots is { } slots ? settings.Sizes with { FlowSlots = slots } : settings.Sizes,
            Ages = options.FlowAges,
            FailsafeTcpPorts = options.FailsafeTcpPorts,
            AlwaysAllowed = allowed,
            Expected = options.Expected,
            CountPackets = settings.CountPackets || options.CountRulePackets,
        };
    }
}
