using System.Collections.Immutable;
using Ringfence.Policy.Evaluation;

namespace Ringfence.Datapath;

/// <summary>What a host may choose about enforcement. The defaults are the design's.</summary>
public sealed record EnforcementOptions
{
    /// <summary>TCP ports of this machine that stay reachable on role-host devices whatever the policy says, so that no operator locks himself out.</summary>
    public ImmutableArray<ushort> FailsafeTcpPorts { get; init; } = [22];

    /// <summary>Whether the eBPF driver counts packets and bytes by rule, beside the flows that it always counts. It costs every packet a few nanoseconds.</summary>
    public bool CountRulePackets { get; init; }

    /// <summary>Which link essentials pass without a rule; see <see cref="AlwaysAllowed"/>.</summary>
    public LinkEssentials Essentials { get; init; } = LinkEssentials.All;
}
