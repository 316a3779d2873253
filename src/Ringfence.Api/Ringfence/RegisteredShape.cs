using System.Collections.Immutable;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Ringfence;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Hosting;

namespace Ringfence.Api.Ringfence;

/// <summary>Instances as our own service shows them.</summary>
internal static class RegisteredShape
{
    /// <summary>An instance with its interfaces as the world has them. An interface that somebody has taken out meanwhile is not shown.</summary>
    public static RegisteredInstance ToWire(Instance instance, World world)
    {
        var interfaces = ImmutableArray.CreateBuilder<RegisteredInterface>(instance.InterfaceIds.Length);
        foreach (string id in instance.InterfaceIds)
        {
            if (world.TryGetInterface(instance.Scope, id, out var nic))
                interfaces.Add(ToWire(nic));
        }

        return new RegisteredInstance
        {
            InstanceId = instance.Id,
            InstanceName = instance.Name,
            InstanceType = Word(instance.Type),
            ProjectId = instance.ProjectId,
            Host = instance.Host,
            SecurityGroupIds = interfaces.Count == 0 ? [] : interfaces[0].SecurityGroupIds,
            NetworkInterfaceSet = interfaces.DrainToImmutable(),
        };
    }

    /// <summary>The word for a type.</summary>
    public static string Word(InstanceType type) => type switch
    {
        InstanceType.Cvm => "CVM",
        InstanceType.Clb => "CLB",
        InstanceType.Cdb => "CDB",
        _ => "OTHER",
    };

    private static RegisteredInterface ToWire(NetworkInterface nic) => new()
    {
        NetworkInterfaceId = nic.Id,
        VpcId = nic.VpcId,
        Device = nic.Device,
        Role = RoleOf(nic),
        MacAddress = NetworkInterfaceShape.Mac(nic.Mac),
        PrivateIpAddresses = [.. nic.PrivateAddresses.Select(address => address.ToString())],
        Ipv6Addresses = [.. nic.Ipv6Addresses.Select(address => address.ToString())],
        PublicIpAddresses = [.. nic.PublicAddresses.Select(address => address.ToString())],
        SourceCheck = nic.SourceCheck,
        SecurityGroupIds = nic.SecurityGroupIds,
    };

    /// <summary>How its device stands to the instance.</summary>
    public static string RoleOf(NetworkInterface nic) => nic.Role == InterfaceRole.Host ? "host" : "guest";
}
