using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Ringfence.Contracts.Clb;

/// <summary>A load balancer (CLB type <c>LoadBalancer</c>, reference D.7): the members that there is something to say about.</summary>
public sealed record LoadBalancer
{
    /// <summary><c>lb-</c> and eight of <c>a-z0-9</c>.</summary>
    public required string LoadBalancerId { get; init; }

    /// <summary>The name.</summary>
    public required string LoadBalancerName { get; init; }

    /// <summary><c>OPEN</c> when a public address is registered, else <c>INTERNAL</c>.</summary>
    public required string LoadBalancerType { get; init; }

    /// <summary>1: not one of the vendor's classic kind.</summary>
    public required long Forward { get; init; }

    /// <summary>Always "": load balancers have no domain names here.</summary>
    public required string Domain { get; init; }

    /// <summary>Always "".</summary>
    public required string LoadBalancerDomain { get; init; }

    /// <summary>IPv4 addresses: the public ones of an open load balancer, the private ones of an internal one.</summary>
    public required ImmutableArray<string> LoadBalancerVips { get; init; }

    /// <summary>The first IPv6 address; absent when there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? AddressIPv6 { get; init; }

    /// <summary><c>ipv4</c>, or <c>ipv6</c> when there are IPv6 addresses only.</summary>
    public required string AddressIPVersion { get; init; }

    /// <summary>1: whether it runs is not known here.</summary>
    public required long Status { get; init; }

    /// <summary>When it was registered: <c>YYYY-MM-DD HH:MM:SS</c>, UTC+8 unless set otherwise.</summary>
    public required string CreateTime { get; init; }

    /// <summary>As <see cref="CreateTime"/>.</summary>
    public required string StatusTime { get; init; }

    /// <summary>The project as a number, unlike VPC.</summary>
    public required long ProjectId { get; init; }

    /// <summary>The network.</summary>
    public required string VpcId { get; init; }

    /// <summary>Always "": there are no subnets here.</summary>
    public required string SubnetId { get; init; }

    /// <summary>Always empty: instances have no tags here.</summary>
    public required ImmutableArray<TagInfo> Tags { get; init; }

    /// <summary>Bound groups, highest priority first.</summary>
    public required ImmutableArray<string> SecureGroups { get; init; }

    /// <summary>Always false: what a load balancer sends to an instance is judged by both, the load balancer's groups and the instance's.</summary>
    public required bool LoadBalancerPassToTarget { get; init; }

    /// <summary>0: not isolated.</summary>
    public required long Isolation { get; init; }
}

/// <summary>A label (CLB type <c>TagInfo</c>).</summary>
public sealed record TagInfo
{
    /// <summary>The key.</summary>
    public required string TagKey { get; init; }

    /// <summary>The value, may be "".</summary>
    public required string TagValue { get; init; }
}
