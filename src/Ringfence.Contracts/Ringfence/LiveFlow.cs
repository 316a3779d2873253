using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Ringfence.Contracts.Ringfence;

/// <summary>Answer of DescribeFlows.</summary>
/// <param name="FlowSet">The page, ordered by interface, addresses, protocol and ports.</param>
/// <param name="TotalCount">All matches, not only the page. Flows come and go: pages asked for later may not fit together.</param>
/// <param name="Revision">The current revision.</param>
/// <param name="UnreachableHosts">Hosts of interfaces that are meant whose agent this server cannot ask: their flows are not in the answer.</param>
public sealed record DescribeFlowsResponse(ImmutableArray<LiveFlow> FlowSet, long TotalCount, long Revision, ImmutableArray<string> UnreachableHosts);

/// <summary>A conversation that is let through, at one interface. One between two interfaces is two.</summary>
public sealed record LiveFlow
{
    /// <summary>The instance.</summary>
    public required string InstanceId { get; init; }

    /// <summary>The interface.</summary>
    public required string NetworkInterfaceId { get; init; }

    /// <summary><c>ingress</c> or <c>egress</c>: the way of the first packet, seen from the instance.</summary>
    public required string Direction { get; init; }

    /// <summary><c>tcp</c>, <c>udp</c>, <c>icmp</c>, …, or a number.</summary>
    public required string Protocol { get; init; }

    /// <summary>The instance's address.</summary>
    public required string LocalAddress { get; init; }

    /// <summary>Its port; 0 for protocols without ports.</summary>
    public required int LocalPort { get; init; }

    /// <summary>The far address.</summary>
    public required string RemoteAddress { get; init; }

    /// <summary>Its port.</summary>
    public required int RemotePort { get; init; }

    /// <summary>How far it has come: <c>TcpHalfOpen</c>, <c>TcpAnswered</c>, <c>TcpEstablished</c>, <c>TcpClosing</c>, <c>TcpReset</c>, <c>TcpClosed</c>, <c>UdpUnanswered</c>, <c>UdpAnswered</c>, <c>UdpStream</c>, <c>Icmp</c>, <c>OtherUnanswered</c>, <c>OtherAnswered</c>.</summary>
    public required string State { get; init; }

    /// <summary>Since when, <c>YYYY-MM-DDTHH:MM:SSZ</c> with milliseconds; absent when the driver cannot tell.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OpenedAt { get; init; }

    /// <summary>When its last packet passed; absent when the driver cannot tell.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? LastSeen { get; init; }

    /// <summary>The last revision that it was judged by; absent when the driver cannot tell.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Revision { get; init; }

    /// <summary>Whether that is what is in force; if not, the flow is judged at its next packet.</summary>
    public required bool IsCurrent { get; init; }

    /// <summary>The stable id of the rule that lets it in; 0 where every group of the interface is in observe mode; absent for a failsafe port, and when the rule is gone.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? RuleId { get; init; }

    /// <summary>The rule's group; absent when the interface is not bound to one that has the rule.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SecurityGroupId { get; init; }

    /// <summary>The rule's position in the group's list of that direction now; absent likewise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? PolicyIndex { get; init; }
}
