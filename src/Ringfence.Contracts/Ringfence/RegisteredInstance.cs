using System.Collections.Immutable;

namespace Ringfence.Contracts.Ringfence;

/// <summary>An instance as it is registered now.</summary>
public sealed record RegisteredInstance
{
    /// <summary>The id, given or made.</summary>
    public required string InstanceId { get; init; }

    /// <summary>The name.</summary>
    public required string InstanceName { get; init; }

    /// <summary><c>CVM</c>, <c>CLB</c>, <c>CDB</c> or <c>OTHER</c>.</summary>
    public required string InstanceType { get; init; }

    /// <summary>A number as text.</summary>
    public required string ProjectId { get; init; }

    /// <summary>The name of the agent that enforces it.</summary>
    public required string Host { get; init; }

    /// <summary>Groups of the primary interface, highest priority first.</summary>
    public required ImmutableArray<string> SecurityGroupIds { get; init; }

    /// <summary>Its interfaces, the primary one first.</summary>
    public required ImmutableArray<RegisteredInterface> NetworkInterfaceSet { get; init; }
}

/// <summary>An interface as it is registered now.</summary>
public sealed record RegisteredInterface
{
    /// <summary>The id, given or made.</summary>
    public required string NetworkInterfaceId { get; init; }

    /// <summary>The network.</summary>
    public required string VpcId { get; init; }

    /// <summary>The device's name on the host.</summary>
    public required string Device { get; init; }

    /// <summary><c>guest</c> or <c>host</c>.</summary>
    public required string Role { get; init; }

    /// <summary>Upper case, colon separated; "" when it is not known.</summary>
    public required string MacAddress { get; init; }

    /// <summary>Private IPv4 addresses, primary first.</summary>
    public required ImmutableArray<string> PrivateIpAddresses { get; init; }

    /// <summary>IPv6 addresses.</summary>
    public required ImmutableArray<string> Ipv6Addresses { get; init; }

    /// <summary>Public addresses of both families; they never match a group as peer.</summary>
    public required ImmutableArray<string> PublicIpAddresses { get; init; }

    /// <summary>Whether the interface may send from its own addresses only.</summary>
    public required bool SourceCheck { get; init; }

    /// <summary>Bound groups, highest priority first.</summary>
    public required ImmutableArray<string> SecurityGroupIds { get; init; }
}
