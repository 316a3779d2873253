using System.Collections.Immutable;
using Ringfence.Contracts.Common;

namespace Ringfence.Contracts.Cvm;

/// <summary>An instance (CVM type <c>Instance</c>, reference D.6): the members that there is something to say about. Times are ISO 8601 UTC.</summary>
public sealed record Instance
{
    /// <summary>Zone and project.</summary>
    public required Placement Placement { get; init; }

    /// <summary><c>ins-</c> and eight of <c>a-z0-9</c>.</summary>
    public required string InstanceId { get; init; }

    /// <summary>The name.</summary>
    public required string InstanceName { get; init; }

    /// <summary><c>RUNNING</c>: whether an instance runs is not known here.</summary>
    public required string InstanceState { get; init; }

    /// <summary><c>NORMAL</c>.</summary>
    public required string RestrictState { get; init; }

    /// <summary>Private IPv4 addresses of the primary interface.</summary>
    public required ImmutableArray<string> PrivateIpAddresses { get; init; }

    /// <summary>Public IPv4 addresses of the primary interface.</summary>
    public required ImmutableArray<string> PublicIpAddresses { get; init; }

    /// <summary>IPv6 addresses of the primary interface.</summary>
    public required ImmutableArray<string> IPv6Addresses { get; init; }

    /// <summary>Public IPv6 addresses of the primary interface.</summary>
    public required ImmutableArray<string> PublicIPv6Addresses { get; init; }

    /// <summary>Whether the primary interface has a public address.</summary>
    public required InternetAccessible InternetAccessible { get; init; }

    /// <summary>The primary interface's network.</summary>
    public required VirtualPrivateCloud VirtualPrivateCloud { get; init; }

    /// <summary><c>YYYY-MM-DDTHH:MM:SSZ</c>.</summary>
    public required string CreatedTime { get; init; }

    /// <summary>Groups of the primary interface, highest priority first.</summary>
    public required ImmutableArray<string> SecurityGroupIds { get; init; }

    /// <summary>Always empty: instances have no tags here.</summary>
    public required ImmutableArray<Tag> Tags { get; init; }

    /// <summary><c>SUCCESS</c>: an operation that was answered is done.</summary>
    public required string LatestOperationState { get; init; }

    /// <summary>Always empty.</summary>
    public required ImmutableArray<string> DisasterRecoverGroupIds { get; init; }

    /// <summary>Always false: whoever may change instances may deregister them.</summary>
    public required bool DisableApiTermination { get; init; }

    /// <summary><c>NOTISOLATED</c>: nobody who does not pay is isolated here.</summary>
    public required string IsolatedSource { get; init; }

    /// <summary><c>NOT_APPLICABLE</c>: nothing is charged.</summary>
    public required string StopChargingMode { get; init; }

    /// <summary>Always "": there are no dedicated clusters here.</summary>
    public required string DedicatedClusterId { get; init; }

    /// <summary>Always "": there are no high-performance clusters here.</summary>
    public required string HpcClusterId { get; init; }

    /// <summary>Always "": there are no roles of instances here.</summary>
    public required string CamRoleName { get; init; }
}

/// <summary>Where an instance is (CVM type <c>Placement</c>).</summary>
public sealed record Placement
{
    /// <summary>The region and <c>-1</c>.</summary>
    public required string Zone { get; init; }

    /// <summary>The project as a number, unlike VPC.</summary>
    public required long ProjectId { get; init; }

    /// <summary>The name of the host that enforces it.</summary>
    public required string HostId { get; init; }
}

/// <summary>An instance's way to the Internet (CVM type <c>InternetAccessible</c>).</summary>
/// <param name="PublicIpAssigned">Whether it has a public address.</param>
public sealed record InternetAccessible(bool PublicIpAssigned);

/// <summary>An instance's network (CVM type <c>VirtualPrivateCloud</c>).</summary>
public sealed record VirtualPrivateCloud
{
    /// <summary>The network; "" for an instance without interfaces.</summary>
    public required string VpcId { get; init; }

    /// <summary>Always "": there are no subnets here.</summary>
    public required string SubnetId { get; init; }

    /// <summary>Always false.</summary>
    public required bool AsVpcGateway { get; init; }

    /// <summary>Private IPv4 addresses of the primary interface.</summary>
    public required ImmutableArray<string> PrivateIpAddresses { get; init; }

    /// <summary>How many IPv6 addresses the primary interface has.</summary>
    public required long Ipv6AddressCount { get; init; }
}

/// <summary>Answer of DescribeInstances.</summary>
/// <param name="TotalCount">All matches, not only the page.</param>
/// <param name="InstanceSet">The page.</param>
public sealed record DescribeInstancesResponse(long TotalCount, ImmutableArray<Instance> InstanceSet);
