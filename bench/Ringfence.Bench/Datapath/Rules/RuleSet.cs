using System.Collections.Immutable;
using Ringfence.Bench.Datapath.Traffic;
using Ringfence.Policy.Addressing;

namespace Ringfence.Bench.Datapath.Rules;

/// <summary>What every contender enforces in its own form, and the traffic that belongs to it.</summary>
/// <param name="Family">The family of every address here.</param>
/// <param name="Rules">First one highest.</param>
/// <param name="Members">The addresses of the one group; empty: no rule names it.</param>
/// <param name="Accepted">UDP peers that a rule accepts, uniformly over the UDP rules (or the group's members), in no order.</param>
/// <param name="Refused">UDP peers that no rule accepts.</param>
internal sealed record RuleSet(
    AddressFamily Family,
    ImmutableArray<BenchRule> Rules,
    ImmutableArray<IpAddress> Members,
    ImmutableArray<FarEnd> Accepted,
    ImmutableArray<FarEnd> Refused);
