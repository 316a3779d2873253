using Ringfence.Bench.Datapath.Contenders;
using Ringfence.Bench.Datapath.Rules;
using Ringfence.Bench.Datapath.Topology;
using Ringfence.Bench.Datapath.Traffic;

namespace Ringfence.Bench.Datapath.Measuring;

/// <summary>A contender with a rule set on a test bed, and what is sent to it.</summary>
/// <param name="Name">For <c>--only</c>, tables and files.</param>
/// <param name="Rules">What it enforces.</param>
/// <param name="Open">Makes the contender.</param>
/// <param name="Kinds">What is measured.</param>
internal sealed record Configuration(string Name, Lazy<RuleSet> Rules, Func<IContender> Open, params TrafficKind[] Kinds)
{
    /// <summary>How the bed's router joins its devices.</summary>
    public LinkShape Shape { get; init; } = LinkShape.Routed;

    /// <summary>Packets of a slice that goes by its flows.</summary>
    public int FlowPackets { get; init; } = 100_000;

    /// <summary>Packets of a slice that goes by its rules; fewer where each takes long, since nothing else runs on the CPU meanwhile.</summary>
    public int JudgedPackets { get; init; } = 100_000;

    /// <summary>Packets of a slice.</summary>
    public int Packets(TrafficKind kind) => kind is TrafficKind.EstablishedOne or TrafficKind.EstablishedMany ? FlowPackets : JudgedPackets;
}
