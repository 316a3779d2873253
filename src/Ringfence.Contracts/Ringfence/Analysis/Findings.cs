using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ringfence.Contracts.Ringfence.Analysis;

/// <summary>Answer of LintSecurityGroups.</summary>
/// <param name="FindingSet">The page.</param>
/// <param name="TotalCount">All findings.</param>
/// <param name="Revision">The revision that they speak of.</param>
public sealed record LintSecurityGroupsResponse(ImmutableArray<LintRecord> FindingSet, int TotalCount, long Revision)
{
    /// <summary>Hosts that cannot tell how often their rules have decided: a rule that one of them enforces is never called unhit. Absent when unhit rules were not asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<string>? UnreachableHosts { get; init; }
}

/// <summary>One finding.</summary>
/// <param name="Kind"><c>SHADOWED</c>, <c>SHADOWED_CONTRADICTED</c>, <c>REDUNDANT</c>, <c>CONFLICT</c>, <c>EMPTY_REFERENCE</c>, <c>OVER_WIDE</c>, <c>UNHIT</c> or <c>UNUSED_GROUP</c>.</param>
/// <param name="Direction"><c>INGRESS</c> or <c>EGRESS</c>; "" for a group.</param>
/// <param name="SecurityGroupIds">The binding in which it holds: one group alone, or several that are bound together.</param>
/// <param name="Rule">The rule; null for a group.</param>
/// <param name="OtherRules">The rules that shadow or overrule it.</param>
/// <param name="Sample">A packet that shows it, where one does.</param>
public sealed record LintRecord(
    string Kind, string Direction, ImmutableArray<string> SecurityGroupIds, RuleReference? Rule, ImmutableArray<RuleReference> OtherRules, PacketSampleRecord? Sample)
{
    /// <summary>For <c>UNHIT</c>: since when every host that enforces the rule has counted it as it is, <c>YYYY-MM-DDTHH:MM:SSZ</c> with milliseconds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CountedSince { get; init; }
}

/// <summary>Answer of AnalyzeExposure.</summary>
/// <param name="ExposureSet">The page, worst first.</param>
/// <param name="TotalCount">All.</param>
/// <param name="Revision">The revision that they speak of.</param>
/// <param name="Limits">What the answer does not see.</param>
public sealed record AnalyzeExposureResponse(ImmutableArray<ExposureRecord> ExposureSet, int TotalCount, long Revision, ImmutableArray<string> Limits)
{
    /// <summary>From <c>SinceRevision</c> to the revision of the answer; absent when that was not asked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<ExposureTrendPoint>? TrendSet { get; init; }
}

/// <summary>How many findings there were at a revision.</summary>
public sealed record ExposureTrendPoint(long Revision, int Critical, int High, int Medium, int Low);

/// <summary>A rule that opens something to a very wide range.</summary>
/// <param name="Severity"><c>CRITICAL</c>, <c>HIGH</c>, <c>MEDIUM</c> or <c>LOW</c>.</param>
/// <param name="Rule">The rule.</param>
/// <param name="Services">What of its services it really opens.</param>
/// <param name="Family"><c>IPv4</c> or <c>IPv6</c>.</param>
/// <param name="AddressCount">How many outside addresses get in, as text: the number may be larger than JSON's.</param>
/// <param name="NetworkInterfaceIds">The first 100 of the interfaces that it opens.</param>
/// <param name="InterfaceCount">How many there are.</param>
/// <param name="Sample">A packet that gets in.</param>
/// <param name="Advice">What to do about it.</param>
public sealed record ExposureRecord(
    string Severity, RuleReference Rule, string Services, string Family, string AddressCount, ImmutableArray<string> NetworkInterfaceIds, int InterfaceCount, PacketSampleRecord Sample, string Advice)
{
    /// <summary>A call after which the rule opens no more than what is often meant to be public: it keeps those of its ports, or goes. Absent when it opens no more already, and where no rule opens it but that every group is in observe mode.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ProposedCall? Fix { get; init; }
}

/// <summary>A call that is proposed, in the form that <c>Changes</c> takes: its effect can be asked for before it is made.</summary>
/// <param name="Action">The action.</param>
/// <param name="Version">The version of its service.</param>
/// <param name="Parameters">Its parameters.</param>
public sealed record ProposedCall(string Action, string Version, JsonElement Parameters);

/// <summary>Answer of DescribeReachability.</summary>
/// <param name="ReachSet">The page: every pair that reaches.</param>
/// <param name="TotalCount">All pairs of classes.</param>
/// <param name="Revision">The revision that they speak of.</param>
/// <param name="Limits">What the answer does not see.</param>
public sealed record DescribeReachabilityResponse(ImmutableArray<ReachRecord> ReachSet, int TotalCount, long Revision, ImmutableArray<string> Limits)
{
    /// <summary>The page of the pairs that have changed since <c>SinceRevision</c>; absent when that was not asked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<ReachChangeRecord>? ChangeSet { get; init; }

    /// <summary>All of them; absent likewise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ChangeCount { get; init; }
}

/// <summary>What has changed for every interface of one side towards every other of the other side.</summary>
/// <param name="From">Who opens the flow; one that is gone with the groups that it had.</param>
/// <param name="To">Whom it reaches.</param>
/// <param name="Opened">Services that reach now and did not then; "" for none.</param>
/// <param name="Closed">Services that reached then and do not now; "" for none.</param>
public sealed record ReachChangeRecord(ReachSide From, ReachSide To, string Opened, string Closed);

/// <summary>Every interface of one side reaches every other interface of the other side.</summary>
/// <param name="From">Who opens the flow.</param>
/// <param name="To">Whom it reaches.</param>
/// <param name="Services">On what.</param>
public sealed record ReachRecord(ReachSide From, ReachSide To, string Services);

/// <summary>Interfaces that nobody can tell apart by reaching.</summary>
/// <param name="SecurityGroupIds">The groups that any of them is bound to, each once.</param>
/// <param name="NetworkInterfaceIds">The first 100.</param>
/// <param name="InterfaceCount">How many there are.</param>
public sealed record ReachSide(ImmutableArray<string> SecurityGroupIds, ImmutableArray<string> NetworkInterfaceIds, int InterfaceCount);

/// <summary>Answer of DescribeEffectivePolicy.</summary>
/// <param name="NetworkInterfaceId">The interface.</param>
/// <param name="Ingress">Rules that decide for packets towards the instance, first one highest; then DROP. Where every group is in observe mode the one with the id 0.</param>
/// <param name="Egress">Rules for packets from the instance; then DROP.</param>
/// <param name="IngressAccepted">The same merged: exactly what is accepted, in few rows.</param>
/// <param name="EgressAccepted">Likewise.</param>
/// <param name="Revision">The revision that it speaks of.</param>
public sealed record DescribeEffectivePolicyResponse(
    string NetworkInterfaceId, ImmutableArray<RuleReference> Ingress, ImmutableArray<RuleReference> Egress, ImmutableArray<TrafficRow> IngressAccepted, ImmutableArray<TrafficRow> EgressAccepted, long Revision)
{
    /// <summary>The groups that are bound and decide nothing, because they are in observe mode. Absent when there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<string>? ObservedGroupSet { get; init; }
}
