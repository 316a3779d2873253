using System.Collections.Immutable;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;
using Wire = Ringfence.Contracts.Cvm;

namespace Ringfence.Api.Mapping;

/// <summary>An instance with its primary interface, as lists walk over them. An instance may have no interface yet.</summary>
internal readonly record struct InstanceRow(Instance Instance, NetworkInterface? Primary)
{
    /// <summary>An instance with its primary interface.</summary>
    public static InstanceRow Of(World world, Instance instance) =>
        new(instance, instance.InterfaceIds.IsEmpty ? null : world.Interfaces.GetValueOrDefault(instance.InterfaceIds[0]));

    /// <summary>True for what the CVM service knows: ids of its own form.</summary>
    public static bool IsCvm(Instance instance) => instance.Type is InstanceType.Cvm or InstanceType.Other;
}

/// <summary>Instances as CVM's answers show them (reference D.6).</summary>
internal static class InstanceShape
{
    /// <summary>An instance.</summary>
    public static Wire.Instance ToWire(InstanceRow row)
    {
        var (instance, nic) = row;
        var addresses = Texts(nic?.PrivateAddresses);
        return new Wire.Instance
        {
            Placement = new Wire.Placement
            {
                Zone = InterfaceRow.Zone(instance.Scope),
                ProjectId = ProjectNumber.Of(instance.ProjectId),
                HostId = instance.Host,
            },
            InstanceId = instance.Id,
            InstanceName = instance.Name,
            InstanceState = "RUNNING",
            RestrictState = "NORMAL",
            PrivateIpAddresses = addresses,
            PublicIpAddresses = nic is null ? [] : Texts(InterfaceRow.Public(nic, AddressFamily.IPv4)),
            IPv6Addresses = Texts(nic?.Ipv6Addresses),
            PublicIPv6Addresses = nic is null ? [] : Texts(InterfaceRow.Public(nic, AddressFamily.IPv6)),
            InternetAccessible = new Wire.InternetAccessible(nic is { PublicAddresses.IsEmpty: false }),
            VirtualPrivateCloud = new Wire.VirtualPrivateCloud
            {
                VpcId = nic?.VpcId ?? "",
                SubnetId = "",
                AsVpcGateway = false,
                PrivateIpAddresses = addresses,
                Ipv6AddressCount = nic?.Ipv6Addresses.Length ?? 0,
            },
            CreatedTime = WireClock.Iso(instance.CreatedAt),
            SecurityGroupIds = nic?.SecurityGroupIds ?? [],
            Tags = [],
            LatestOperationState = "SUCCESS",
            DisasterRecoverGroupIds = [],
            DisableApiTermination = false,
            IsolatedSource = "NOTISOLATED",
            StopChargingMode = "NOT_APPLICABLE",
            DedicatedClusterId = "",
            HpcClusterId = "",
            CamRoleName = "",
        };
    }

    private static ImmutableArray<string> Texts(ImmutableArray<IpAddress>? addresses) =>
        addresses is { } some ? [.. some.Select(address => address.ToString())] : [];
}
