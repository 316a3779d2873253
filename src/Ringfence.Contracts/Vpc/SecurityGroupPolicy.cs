using System.Text.Json.Serialization;
using Ringfence.Contracts.Vpc.Templates;

namespace Ringfence.Contracts.Vpc;

/// <summary>
/// A rule at its position (VPC type <c>SecurityGroupPolicy</c>) in the normal form of reference A.16: every text but the service is there, "" when unused, because
/// clients read some of them without looking.
/// </summary>
public sealed record SecurityGroupPolicy
{
    /// <summary>Zero-based position in its direction, dense.</summary>
    public required long PolicyIndex { get; init; }

    /// <summary><c>tcp</c>, <c>udp</c>, <c>icmp</c>, <c>icmpv6</c>, <c>gre</c> or <c>ALL</c>; absent beside <see cref="ServiceTemplate"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Protocol { get; init; }

    /// <summary>Ports as entered, or <c>ALL</c>; absent beside <see cref="ServiceTemplate"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Port { get; init; }

    /// <summary>The service template in place of protocol and ports; absent when there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ServiceTemplateSpecification? ServiceTemplate { get; init; }

    /// <summary>The IPv4 peer as entered, or "".</summary>
    public required string CidrBlock { get; init; }

    /// <summary>The IPv6 peer as entered, or "".</summary>
    public required string Ipv6CidrBlock { get; init; }

    /// <summary>The group that is the peer, or "".</summary>
    public required string SecurityGroupId { get; init; }

    /// <summary>The address template that is the peer; absent when there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AddressTemplateSpecification? AddressTemplate { get; init; }

    /// <summary><c>ACCEPT</c> or <c>DROP</c>.</summary>
    public required string Action { get; init; }

    /// <summary>May be "".</summary>
    public required string PolicyDescription { get; init; }

    /// <summary><c>YYYY-MM-DD HH:MM:SS</c>, UTC+8 unless set otherwise.</summary>
    public required string ModifyTime { get; init; }
}
