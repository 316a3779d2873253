using System.Collections.Immutable;
using Ringfence.Policy.Rules;

namespace Ringfence.Datapath;

/// <summary>What a driver has counted by rule.</summary>
/// <param name="Since">When this host's counters began. A rule that came to the host later counts from then; one that went and came back begins at zero.</param>
/// <param name="CountsPackets">Whether packets and bytes are being counted (<see cref="EnforcementOptions.CountRulePackets"/>).</param>
/// <param name="Rules">The counts, of the rules that the host knows.</param>
public sealed record CountedRules(DateTimeOffset Since, bool CountsPackets, ImmutableDictionary<RuleId, RuleHits> Rules);
