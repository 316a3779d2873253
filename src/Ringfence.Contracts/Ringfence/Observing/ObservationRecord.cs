using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Ringfence.Contracts.Ringfence.Observing;

/// <summary>A change that is watched before it is made.</summary>
public sealed record ObservationRecord
{
    /// <summary><c>obs-…</c></summary>
    public required string ObservationId { get; init; }

    /// <summary>Its name.</summary>
    public required string ObservationName { get; init; }

    /// <summary>The calls that would make the change.</summary>
    public required ImmutableArray<ObservedCallRecord> Changes { get; init; }

    /// <summary><c>WATCHING</c>, <c>STARTING</c> before the first look of this server's process, or <c>REFUSED</c>: the calls would be refused now, see <see cref="Fault"/>.</summary>
    public required string State { get; init; }

    /// <summary>Why the calls would be refused now; absent when they would not.</summary>
    public string? Fault { get; init; }

    /// <summary>What hosts could not hold of the change, so that it is watched and enforcing it would be refused; absent when they can. Guards are asked when it is enforced.</summary>
    public string? EnforceFault { get; init; }

    /// <summary>When this process of the server began to count, UTC; absent before the first look.</summary>
    public string? CountedSince { get; init; }

    /// <summary>Conversations that the change would have dropped.</summary>
    public required long FlowCount { get; init; }

    /// <summary>Those of them that are in no row of DescribeObservedFlows: there are too many different ones.</summary>
    public required long LeftOutCount { get; init; }

    /// <summary>Hosts whose flows this server cannot ask for.</summary>
    public required ImmutableArray<string> UnreachableHosts { get; init; }

    /// <summary>The key pair that asked.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>UTC.</summary>
    public required string CreatedTime { get; init; }

    /// <summary>The group in observe mode that is watched; absent when the calls are somebody's own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SecurityGroupId { get; init; }
}

/// <summary>A call that is not made yet.</summary>
/// <param name="Action">The action.</param>
/// <param name="Version">The service's version.</param>
/// <param name="Parameters">Its parameters, as JSON text.</param>
public sealed record ObservedCallRecord(string Action, string Version, string Parameters);

/// <summary>Who talks to whom on what, and would not after the change.</summary>
public sealed record ObservedFlowRecord
{
    /// <summary>The instance.</summary>
    public required string InstanceId { get; init; }

    /// <summary>The interface that would drop it.</summary>
    public required string NetworkInterfaceId { get; init; }

    /// <summary><c>ingress</c> or <c>egress</c>: the way of the first packet, seen from the instance.</summary>
    public required string Direction { get; init; }

    /// <summary>The protocol.</summary>
    public required string Protocol { get; init; }

    /// <summary>The instance's address.</summary>
    public required string LocalAddress { get; init; }

    /// <summary>The far address.</summary>
    public required string RemoteAddress { get; init; }

    /// <summary>The destination port of the first packet; 0 for protocols without ports.</summary>
    public required int Port { get; init; }

    /// <summary>How many conversations.</summary>
    public required long FlowCount { get; init; }

    /// <summary>The rule that would have dropped the last of them; absent when no rule would have matched.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? RuleId { get; init; }

    /// <summary>The rule's group, where a group in observe mode is watched and the rule is still there; absent otherwise: a rule of calls that are not made stands nowhere.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SecurityGroupId { get; init; }

    /// <summary>The rule's position in the group's list of that direction now; absent likewise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? PolicyIndex { get; init; }

    /// <summary>UTC.</summary>
    public required string FirstSeen { get; init; }

    /// <summary>UTC.</summary>
    public required string LastSeen { get; init; }
}

/// <summary>Answer of CreateObservation.</summary>
/// <param name="Observation">The observation.</param>
/// <param name="Revision">The revision of the change.</param>
public sealed record CreateObservationResponse(ObservationRecord Observation, long Revision);

/// <summary>Answer of DescribeObservations.</summary>
/// <param name="ObservationSet">The page, by id.</param>
/// <param name="TotalCount">How many match.</param>
/// <param name="Revision">The current revision.</param>
public sealed record DescribeObservationsResponse(ImmutableArray<ObservationRecord> ObservationSet, long TotalCount, long Revision);

/// <summary>Answer of DescribeObservedFlows.</summary>
/// <param name="ObservedFlowSet">The page, most conversations first.</param>
/// <param name="TotalCount">How many rows there are.</param>
/// <param name="FlowCount">All conversations that the change would have dropped.</param>
/// <param name="LeftOutCount">Those of them that are in no row.</param>
/// <param name="UnreachableHosts">Hosts whose flows this server cannot ask for.</param>
/// <param name="Limits">What is not seen.</param>
public sealed record DescribeObservedFlowsResponse(
    ImmutableArray<ObservedFlowRecord> ObservedFlowSet, long TotalCount, long FlowCount, long LeftOutCount, ImmutableArray<string> UnreachableHosts, ImmutableArray<string> Limits);

/// <summary>Answer of DeleteObservations and EnforceObservation.</summary>
/// <param name="Revision">The revision of the change.</param>
public sealed record ObservationEndedResponse(long Revision);
