using System.Collections.Immutable;

namespace Ringfence.Control.Commands;

/// <summary>An instance as a caller registers it: text, nothing checked yet. Null means: not given, keep what is there.</summary>
public sealed record InstanceSpec
{
    public string? InstanceId { get; init; }

    public string? InstanceName { get; init; }

    /// <summary><c>CVM</c> (default), <c>CLB</c>, <c>CDB</c> or <c>OTHER</c>.</summary>
    public string? InstanceType { get; init; }

    public string? ProjectId { get; init; }

    /// <summary>The agent's name; null means this server's own.</summary>
    public string? Host { get; init; }

    /// <summary>Groups of the primary interface (and of secondary ones that name none), highest priority first. Null on a new instance: the default group.</summary>
    public ImmutableArray<string>? SecurityGroupIds { get; init; }

    public ImmutableArray<InterfaceSpec>? NetworkInterfaces { get; init; }
}

/// <summary>An interface as a caller registers it.</summary>
public sealed record InterfaceSpec
{
    public string? NetworkInterfaceId { get; init; }

    public string? NetworkInterfaceName { get; init; }

    public string? VpcId { get; init; }

    public string? Device { get; init; }

    /// <summary><c>guest</c> (default) or <c>host</c>.</summary>
    public string? Role { get; init; }

    public string? MacAddress { get; init; }

    public ImmutableArray<string>? PrivateIpAddresses { get; init; }

    public ImmutableArray<string>? Ipv6Addresses { get; init; }

    public ImmutableArray<string>? PublicIpAddresses { get; init; }

    public bool? SourceCheck { get; init; }

    public ImmutableArray<string>? SecurityGroupIds { get; init; }
}
