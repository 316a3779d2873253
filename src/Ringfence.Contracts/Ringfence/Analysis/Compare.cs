using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Ringfence.Contracts.Ringfence.Analysis;

/// <summary>Answer of CompareSecurityGroupPolicies.</summary>
public sealed record CompareSecurityGroupPoliciesResponse
{
    /// <summary>True when no packet of any interface gets another verdict, and none is altered, comes or goes. Exact.</summary>
    public required bool NoEffect { get; init; }

    /// <summary>Interfaces with the same effect together.</summary>
    public required ImmutableArray<EffectRecord> EffectSet { get; init; }

    /// <summary>The first 100 of the interfaces of which something changes that decides about packets whatever the rules say.</summary>
    public required ImmutableArray<AlteredInterface> AlteredInterfaceSet { get; init; }

    /// <summary>How many there are.</summary>
    public required int AlteredInterfaceCount { get; init; }

    /// <summary>The first 100 of the interfaces that are enforced after and were not before: what their policies do not accept is cut there, whatever passed before.</summary>
    public required ImmutableArray<string> EnteringInterfaceIds { get; init; }

    /// <summary>How many there are.</summary>
    public required int EnteringInterfaceCount { get; init; }

    /// <summary>The first 100 of the interfaces that are no longer enforced after: nothing is judged there any more.</summary>
    public required ImmutableArray<string> LeavingInterfaceIds { get; init; }

    /// <summary>How many there are.</summary>
    public required int LeavingInterfaceCount { get; init; }

    /// <summary>The conversations of now that would be cut. Absent when the comparison does not begin at the present revision: then nobody knows them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CutFlows? LiveFlows { get; init; }

    /// <summary>How many interfaces it concerns: those of the effects, those that are altered, those that come and those that go.</summary>
    public required int InterfaceCount { get; init; }

    /// <summary>The revision before; the present one for a proposed change.</summary>
    public required long FromRevision { get; init; }

    /// <summary>The revision after; -1 for a proposed change.</summary>
    public required long ToRevision { get; init; }

    /// <summary>What the answer does not see.</summary>
    public required ImmutableArray<string> Limits { get; init; }
}

/// <summary>Conversations that are let through now and would be cut.</summary>
/// <param name="FlowSet">The first 100 of them. One that a failsafe port lets through (no <c>RuleId</c>) stays all the same.</param>
/// <param name="TotalCount">How many there are.</param>
/// <param name="UnreachableHosts">Hosts whose agent this server cannot ask: their flows are not among them.</param>
public sealed record CutFlows(ImmutableArray<LiveFlow> FlowSet, long TotalCount, ImmutableArray<string> UnreachableHosts);

/// <summary>An interface that is not where or what it was.</summary>
/// <param name="NetworkInterfaceId">The interface.</param>
/// <param name="Altered">What of it: <c>HOST</c>, <c>DEVICE</c>, <c>ROLE</c>, <c>ADDRESSES</c>, <c>MAC_ADDRESS</c>, <c>SOURCE_CHECK</c>. With source check it sends from the addresses and MAC address that it has after only.</param>
/// <param name="SourceCheck">Whether it is source-checked after.</param>
public sealed record AlteredInterface(string NetworkInterfaceId, ImmutableArray<string> Altered, bool SourceCheck);

/// <summary>What changes in one direction of some interfaces.</summary>
/// <param name="Direction"><c>INGRESS</c> or <c>EGRESS</c>.</param>
/// <param name="NetworkInterfaceIds">The first 100 of the interfaces.</param>
/// <param name="InterfaceCount">How many there are.</param>
/// <param name="Opened">What is accepted after and was not before.</param>
/// <param name="Cut">What was accepted before and is not after.</param>
public sealed record EffectRecord(string Direction, ImmutableArray<string> NetworkInterfaceIds, int InterfaceCount, ImmutableArray<TrafficRow> Opened, ImmutableArray<TrafficRow> Cut);

/// <summary>Addresses × services that change together.</summary>
/// <param name="Addresses">The first 100 blocks and ranges of the far addresses.</param>
/// <param name="AddressRangeCount">How many there are.</param>
/// <param name="Services"><c>tcp:22,80-90</c>, <c>ALL</c>, <c>ALL except tcp:22</c>.</param>
/// <param name="Sample">One packet of the row.</param>
public sealed record TrafficRow(ImmutableArray<string> Addresses, int AddressRangeCount, string Services, PacketSampleRecord Sample);
