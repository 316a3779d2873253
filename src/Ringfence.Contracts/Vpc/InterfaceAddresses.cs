using System.Text.Json.Serialization;

namespace Ringfence.Contracts.Vpc;

/// <summary>A private IPv4 address of an interface (VPC type <c>PrivateIpAddressSpecification</c>).</summary>
public sealed record PrivateIpAddressSpecification
{
    /// <summary>Dotted decimal.</summary>
    public required string PrivateIpAddress { get; init; }

    /// <summary>True for the first.</summary>
    public required bool Primary { get; init; }

    /// <summary>The public address at the same position of the registered lists, or "".</summary>
    public required string PublicIpAddress { get; init; }

    /// <summary>Always "": public addresses have no ids here.</summary>
    public required string AddressId { get; init; }

    /// <summary>Always "".</summary>
    public required string Description { get; init; }

    /// <summary>Always false.</summary>
    public required bool IsWanIpBlocked { get; init; }

    /// <summary><c>AVAILABLE</c>.</summary>
    public required string State { get; init; }
}

/// <summary>An IPv6 address of an interface (VPC type <c>Ipv6Address</c>).</summary>
public sealed record Ipv6Address
{
    /// <summary>RFC 5952 text.</summary>
    public required string Address { get; init; }

    /// <summary>True for the first.</summary>
    public required bool Primary { get; init; }

    /// <summary>Always "".</summary>
    public required string AddressId { get; init; }

    /// <summary>Always "".</summary>
    public required string Description { get; init; }

    /// <summary>Always false.</summary>
    public required bool IsWanIpBlocked { get; init; }

    /// <summary><c>AVAILABLE</c>.</summary>
    public required string State { get; init; }

    /// <summary>The public address at the same position of the registered lists, or "".</summary>
    public required string PublicIpAddress { get; init; }

    /// <summary><c>GUA</c> (RFC 4291) or <c>ULA</c> (RFC 4193); absent for others.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? AddressType { get; init; }
}
