using System.Collections.Immutable;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;
using Wire = Ringfence.Contracts.Vpc;

namespace Ringfence.Api.Mapping;

/// <summary>Interfaces as VPC's answers show them (reference D.4).</summary>
internal static class NetworkInterfaceShape
{
    private const string Available = "AVAILABLE";

    /// <summary>An interface.</summary>
    public static Wire.NetworkInterface ToWire(InterfaceRow row, WireClock clock)
    {
        var (nic, instance) = row;
        return new Wire.NetworkInterface
        {
            NetworkInterfaceId = nic.Id,
            NetworkInterfaceName = nic.Name,
            NetworkInterfaceDescription = nic.Description,
            VpcId = nic.VpcId,
            SubnetId = "",
            Zone = InterfaceRow.Zone(nic.Scope),
            GroupSet = nic.SecurityGroupIds,
            Primary = nic.IsPrimary,
            EniType = nic.IsPrimary ? 1 : 0,
            MacAddress = Mac(nic.Mac),
            State = Available,
            NetworkInterfaceState = "INUSE",
            Business = Business(instance.Type),
            ResourceId = instance.Id,
            CdcId = "",
            AttachType = 0,
            PrivateIpAddressSet = PrivateAddresses(nic),
            Ipv6AddressSet = Ipv6Addresses(nic),
            Attachment = new Wire.NetworkInterfaceAttachment
            {
                InstanceId = instance.Id,
                DeviceIndex = row.DeviceIndex,
                InstanceAccountId = nic.Scope.Account,
                AttachTime = clock.Vpc(nic.CreatedAt),
            },
            CreatedTime = clock.Vpc(nic.CreatedAt),
            TagSet = [],
        };
    }

    /// <summary>Upper case with colons; "" when it is not known.</summary>
    public static string Mac(MacAddress? mac) => mac?.ToString().ToUpperInvariant() ?? "";

    /// <summary><c>GUA</c>: 2000::/3 (RFC 4291), <c>ULA</c>: fc00::/7 (RFC 4193), null for others.</summary>
    public static string? AddressType(IpAddress address) => (uint)(address.Value >> 120) switch
    {
        >= 0x20 and <= 0x3f => "GUA",
        0xfc or 0xfd => "ULA",
        _ => null,
    };

    private static string? Business(InstanceType type) => type switch
    {
        InstanceType.Cvm => "cvm",
        InstanceType.Clb => "clb",
        InstanceType.Cdb => "cdb",
        _ => null,
    };

    private static ImmutableArray<Wire.PrivateIpAddressSpecification> PrivateAddresses(NetworkInterface nic)
    {
        var known = InterfaceRow.Public(nic, AddressFamily.IPv4);
        return [.. nic.PrivateAddresses.Select((address, i) => new Wire.PrivateIpAddressSpecification
        {
            PrivateIpAddress = address.ToString(),
            Primary = i == 0,
            PublicIpAddress = i < known.Length ? known[i].ToString() : "",
            AddressId = "",
            Description = "",
            IsWanIpBlocked = false,
            State = Available,
        })];
    }

    private static ImmutableArray<Wire.Ipv6Address> Ipv6Addresses(NetworkInterface nic)
    {
        var known = InterfaceRow.Public(nic, AddressFamily.IPv6);
        return [.. nic.Ipv6Addresses.Select((address, i) => new Wire.Ipv6Address
        {
            Address = address.ToString(),
            Primary = i == 0,
            AddressId = "",
            Description = "",
            IsWanIpBlocked = false,
            State = Available,
            PublicIpAddress = i < known.Length ? known[i].ToString() : "",
            AddressType = AddressType(address),
        })];
    }
}
