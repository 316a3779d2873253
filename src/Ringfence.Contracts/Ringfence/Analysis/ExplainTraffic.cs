using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Ringfence.Contracts.Ringfence.Analysis;

/// <summary>Answer of ExplainTraffic.</summary>
/// <param name="TrafficSet">One for each pair of addresses that were asked for.</param>
/// <param name="Revision">The revision that it speaks of.</param>
/// <param name="Limits">What the answer does not see.</param>
public sealed record ExplainTrafficResponse(ImmutableArray<TrafficExplanation> TrafficSet, long Revision, ImmutableArray<string> Limits);

/// <summary>What the first packet of a flow gets on its way.</summary>
public sealed record TrafficExplanation
{
    /// <summary>Where it comes from.</summary>
    public required TrafficEnd Source { get; init; }

    /// <summary>Where it goes.</summary>
    public required TrafficEnd Destination { get; init; }

    /// <summary><c>ACCEPT</c> when every interface on the way accepts it, else <c>DROP</c>.</summary>
    public required string Verdict { get; init; }

    /// <summary>The interfaces on the way that judge it: the sender's, then the receiver's. Empty when neither end is a registered address.</summary>
    public required ImmutableArray<TrafficHop> HopSet { get; init; }
}

/// <summary>One end.</summary>
/// <param name="Address">The address.</param>
/// <param name="InstanceId">Whose it is; "" when it is nobody's here.</param>
/// <param name="NetworkInterfaceId">At which interface; "" likewise.</param>
public sealed record TrafficEnd(string Address, string InstanceId, string NetworkInterfaceId);

/// <summary>What one interface says, and why.</summary>
public sealed record TrafficHop
{
    /// <summary>The interface that judges.</summary>
    public required string NetworkInterfaceId { get; init; }

    /// <summary><c>EGRESS</c> or <c>INGRESS</c>.</summary>
    public required string Direction { get; init; }

    /// <summary><c>ACCEPT</c> or <c>DROP</c>.</summary>
    public required string Action { get; init; }

    /// <summary><c>RULE</c>, <c>NO_RULE_MATCHED</c>, <c>NO_GROUP_BOUND</c>, or <c>ALL_GROUPS_OBSERVED</c>: every group that is bound is in observe mode.</summary>
    public required string Reason { get; init; }

    /// <summary>The rule that decided, if one did.</summary>
    public RuleReference? DecidingRule { get; init; }

    /// <summary>The rules above it, each with every reason why it did not match.</summary>
    public required ImmutableArray<PassedOverRule> PassedOverSet { get; init; }

    /// <summary>The groups that are bound and passed over, because they are in observe mode. Absent when there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<string>? ObservedGroupSet { get; init; }

    /// <summary>When dropped: every DROP rule that must go, or be passed by a rule above, before it is accepted.</summary>
    public required ImmutableArray<RuleReference> BlockerSet { get; init; }

    /// <summary>When dropped: the ACCEPT rule that would decide without the blockers, if there is one.</summary>
    public RuleReference? AcceptedBelow { get; init; }

    /// <summary>The smallest change of one rule that turns this interface's verdict on this packet.</summary>
    public required SuggestedEdit SuggestedEdit { get; init; }
}

/// <summary>A rule that did not match.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Reasons"><c>FAMILY</c>, <c>ADDRESS</c>, <c>EMPTY_PEER</c>, <c>PROTOCOL</c>, <c>PORT</c>, <c>EMPTY_SERVICE</c>.</param>
public sealed record PassedOverRule(RuleReference Rule, ImmutableArray<string> Reasons);

/// <summary>A change of one rule.</summary>
/// <param name="Kind"><c>INSERT</c>, <c>DELETE</c>, <c>BIND_GROUP</c> when the interface has no group, or <c>ENFORCE_GROUP</c> when all that it has are in observe mode.</param>
/// <param name="SecurityGroupId">In which group, or which is to be enforced before a rule can help; "" for <c>BIND_GROUP</c>.</param>
/// <param name="PolicyIndex">Where.</param>
/// <param name="Action">The action of the rule that comes or goes.</param>
/// <param name="CidrBlock">The peer of the rule that comes.</param>
/// <param name="Protocol">Its protocol; <c>ALL</c> for a packet of a protocol that rules cannot name.</param>
/// <param name="Port">Its port; <c>ALL</c> for protocols without.</param>
public sealed record SuggestedEdit(string Kind, string SecurityGroupId, int PolicyIndex, string Action, string CidrBlock, string Protocol, string Port);
