using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Ringfence.Contracts.Ringfence.Analysis;

/// <summary>Answer of ExportEffectivePolicies: all that decides about packets in one network, with everything behind groups and templates resolved.</summary>
/// <param name="HostSet">By host: each is judged with tables of its own.</param>
/// <param name="Revision">The revision that it is of; -1 for a proposed one.</param>
/// <param name="Limits">What it does not tell.</param>
public sealed record ExportEffectivePoliciesResponse(ImmutableArray<HostPolicyRecord> HostSet, long Revision, ImmutableArray<string> Limits);

/// <summary>One host.</summary>
/// <param name="Host">Its agent's name.</param>
/// <param name="InterfaceSet">The interfaces of the caller there.</param>
/// <param name="RuleListSet">The rule lists that they name.</param>
/// <param name="AddressSetSet">The address sets that those name.</param>
public sealed record HostPolicyRecord(
    string Host, ImmutableArray<InterfacePolicyRecord> InterfaceSet, ImmutableArray<RuleListRecord> RuleListSet, ImmutableArray<AddressSetRecord> AddressSetSet);

/// <summary>One interface.</summary>
/// <param name="NetworkInterfaceId">Its id.</param>
/// <param name="InstanceId">Its instance.</param>
/// <param name="Addresses">Its private addresses, both families.</param>
/// <param name="IngressLists">Ids of the lists that judge packets towards the instance, in order; then DROP.</param>
/// <param name="EgressLists">Ids of the lists that judge packets from it.</param>
public sealed record InterfacePolicyRecord(
    string NetworkInterfaceId, string InstanceId, ImmutableArray<string> Addresses, ImmutableArray<string> IngressLists, ImmutableArray<string> EgressLists);

/// <summary>A group's rules of one direction.</summary>
/// <param name="Id">As interfaces name it.</param>
/// <param name="SecurityGroupId">The group; "" for the list that lets everything through, where every group is in observe mode.</param>
/// <param name="Direction"><c>INGRESS</c> or <c>EGRESS</c>.</param>
/// <param name="RuleSet">First one highest.</param>
public sealed record RuleListRecord(string Id, string SecurityGroupId, string Direction, ImmutableArray<ResolvedRule> RuleSet);

/// <summary>A rule with what is behind it.</summary>
public sealed record ResolvedRule
{
    /// <summary>Its stable id.</summary>
    public required long RuleId { get; init; }

    /// <summary><c>ACCEPT</c> or <c>DROP</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The far addresses: blocks and ranges <c>a-b</c>. Absent when the peer is a group.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<string>? Addresses { get; init; }

    /// <summary>The address set of a group. Exactly one of the two is there.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? AddressSetId { get; init; }

    /// <summary><c>ALL</c>, <c>icmp</c>, <c>tcp:22,80-90</c>, …, or a protocol's number. None: it matches nothing.</summary>
    public required ImmutableArray<string> Services { get; init; }
}

/// <summary>The members of a group.</summary>
/// <param name="Id">As rules name it.</param>
/// <param name="Addresses">Their addresses.</param>
public sealed record AddressSetRecord(string Id, ImmutableArray<string> Addresses);
