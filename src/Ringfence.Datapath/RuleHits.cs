namespace Ringfence.Datapath;

/// <summary>How often a rule decided, since the host knows it.</summary>
/// <param name="Flows">Flows that it let in, and packets without a flow that it refused. Judging an established flow again does not count.</param>
/// <param name="Packets">Packets that passed by it, when counting those is on (<see cref="EnforcementOptions.CountRulePackets"/>); else 0.</param>
/// <param name="Bytes">Bytes of their frames, likewise.</param>
public readonly record struct RuleHits(long Flows, long Packets, long Bytes);
