using System.Collections.Immutable;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Evaluation;

/// <summary>One group as an interface sees it: its id and its two ordered lists.</summary>
/// <param name="GroupId">The group's id.</param>
/// <param name="Ingress">Rules for packets towards the instance, first one highest.</param>
/// <param name="Egress">Rules for packets from the instance, first one highest.</param>
public sealed record BoundGroup(string GroupId, ImmutableArray<SecurityRule> Ingress, ImmutableArray<SecurityRule> Egress)
{
    /// <summary>True for a group in observe mode: it is bound, and its rules decide nothing.</summary>
    public bool IsObserved { get; init; }

    /// <summary>The list of a direction.</summary>
    public ImmutableArray<SecurityRule> Rules(Direction direction) => direction == Direction.Ingress ? Ingress : Egress;
}
