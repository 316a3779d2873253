using System.Collections.Immutable;
using Ringfence.Datapath.Ebpf.Layout;

namespace Ringfence.Datapath.Ebpf;

/// <summary>What a host may choose about the eBPF datapath. All but the sizes can change while it runs.</summary>
public sealed record EbpfOptions
{
    /// <summary>Sizes of the maps.</summary>
    public EbpfSizes Sizes { get; init; } = EbpfSizes.Default;

    /// <summary>How the program is attached.</summary>
    public AttachBy Attach { get; init; } = AttachBy.Best;

    /// <summary>How long flows live.</summary>
    public FlowAges Ages { get; init; } = FlowAges.Default;

    /// <summary>Whether packets and bytes are counted by rule, beside the flows that always are.</summary>
    public bool CountPackets { get; init; }

    /// <summary>Whether drops are sampled to the event buffer.</summary>
    public bool DropEvents { get; init; }

    /// <summary>Whether opened flows are sampled to the event buffer.</summary>
    public bool FlowEvents { get; init; }

    /// <summary>How devices are closed from their birth until the programs are attached to them.</summary>
    public GuardBy Guard { get; init; } = GuardBy.Best;

    /// <summary>TCP ports that stay open on role-host devices whatever the policy says; at most 8.</summary>
    public ImmutableArray<ushort> FailsafeTcpPorts { get; init; } = [22];

    /// <summary>The devices that the first plan will name, as far as that is known: their links are made while the program is loaded.</summary>
    public ImmutableArray<string> Expected { get; init; } = [];

    /// <summary>Link essentials that pass without a rule.</summary>
    internal KernelFeatures AlwaysAllowed { get; init; } = KernelFeatures.AllowAll;
}
