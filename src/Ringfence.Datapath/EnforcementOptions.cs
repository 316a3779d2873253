using System.Collections.Immutable;
using Ringfence.Datapath.Ebpf;
using Ringfence.Policy.Evaluation;

namespace Ringfence.Datapath;

/// <summary>What a host may choose about enforcement. The defaults are the design's.</summary>
public sealed record EnforcementOptions
{
    /// <summary>TCP ports of this machine that stay reachable on role-host devices whatever the policy says, so that no operator locks himself out.</summary>
    public ImmutableArray<ushort> FailsafeTcpPorts { get; init; } = [22];

    /// <summary>Whether the eBPF driver counts packets and bytes by rule, beside the flows that it always counts. It costs every packet a few nanoseconds.</summary>
    public bool CountRulePackets { get; init; }

    /// <summary>How long flows live without a packet with the eBPF driver. The nftables driver leaves flows to the kernel's connection tracking (net.netfilter.nf_conntrack_*).</summary>
    public FlowAges FlowAges { get; init; } = FlowAges.Default;

    /// <summary>Flows that the eBPF driver's table has room for; a power of two. Another number than in the life before begins with an empty table. Null: <see cref="EbpfSizes.Default"/>.</summary>
    public uint? FlowSlots { get; init; }

    /// <summary>
    /// The devices that the first policy will name, as far as that is known before the driver is opened: what takes the kernel long at each of them is then done while the driver opens. Nothing is
    /// enforced at them, and nothing opened, before the policy says so.
    /// </summary>
    public ImmutableArray<string> Expected { get; init; } = [];

    /// <summary>Which link essentials pass without a rule; see <see cref="AlwaysAllowed"/>.</summary>
    public LinkEssentials Essentials { get; init; } = LinkEssentials.All;
}
