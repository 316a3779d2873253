using Ringfence.Bench.Datapath.Rules;
using Ringfence.Bench.Datapath.Traffic;

namespace Ringfence.Bench.Datapath.Measuring;

/// <summary>The generators of a rule set.</summary>
internal sealed class TrafficSource(RuleSet rules) : IDisposable
{
    private const int ManyFlows = 100_000;
    private const int RefusedPorts = 64;
    private readonly FrameGenerator _accepted = new(rules.Accepted);
    private readonly FrameGenerator _refused = new(rules.Refused);

    /// <summary>The flows that a kind of traffic is made of.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="packets">How many packets will be sent.</param>
    public FlowSpace Flows(TrafficKind kind, int packets) => kind switch
    {
        TrafficKind.EstablishedOne => FlowSpace.AtLeast(_accepted, rules.Family, 1),
        TrafficKind.EstablishedMany or TrafficKind.Rejudged => FlowSpace.AtLeast(_accepted, rules.Family, ManyFlows),
        TrafficKind.NewFlows => FlowSpace.AtLeast(_accepted, rules.Family, packets),
        TrafficKind.Denied => new FlowSpace(_refused, rules.Family, _refused.Peers, RefusedPorts),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    public void Dispose()
    {
        _accepted.Dispose();
        _refused.Dispose();
    }
}
