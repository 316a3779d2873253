using System.Collections.Immutable;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;

namespace Ringfence.Control.Registration;

/// <summary>What a caller gives of an interface, read. Null means: not given.</summary>
internal sealed record InterfaceFields
{
    public required string Path { get; init; }

    public string? Id { get; private init; }

    public string? Name { get; private init; }

    public string? VpcId { get; private init; }

    public string? Device { get; private init; }

    public InterfaceRole? Role { get; private init; }

    /// <summary>An empty text takes the address away.</summary>
    public bool MacIsGiven { get; private init; }

    public MacAddress? Mac { get; private init; }

    public ImmutableArray<IpAddress>? PrivateAddresses { get; private init; }

    public ImmutableArray<IpAddress>? Ipv6Addresses { get; private init; }

    public ImmutableArray<IpAddress>? PublicAddresses { get; private init; }

    public bool? SourceCheck { get; private init; }

    public ImmutableArray<string>? GroupIds { get; private init; }

    /// <summary>Reads every field; what cannot be read is a fault.</summary>
    public static InterfaceFields Read(InterfaceSpec spec, string path, Lookup lookup, Faults faults)
    {
        if (spec.NetworkInterfaceName is not null)
            TextRules.Check(spec.NetworkInterfaceName, InterfaceText.MaximumName, $"{path}.NetworkInterfaceName", faults);
        return new InterfaceFields
        {
            Path = path,
            Id = ReadId(spec.NetworkInterfaceId, Identifier.Interface, $"{path}.NetworkInterfaceId", faults),
            Name = spec.NetworkInterfaceName,
            VpcId = ReadId(spec.VpcId, Identifier.Vpc, $"{path}.VpcId", faults),
            Device = ReadDevice(spec.Device, $"{path}.Device", faults),
            Role = ReadRole(spec.Role, $"{path}.Role", faults),
            MacIsGiven = spec.MacAddress is not null,
            Mac = ReadMac(spec.MacAddress, $"{path}.MacAddress", faults),
            PrivateAddresses = AddressList.Read(spec.PrivateIpAddresses, AddressFamily.IPv4, $"{path}.PrivateIpAddresses", faults),
            Ipv6Addresses = AddressList.Read(spec.Ipv6Addresses, AddressFamily.IPv6, $"{path}.Ipv6Addresses", faults),
            PublicAddresses = AddressList.Read(spec.PublicIpAddresses, null, $"{path}.PublicIpAddresses", faults),
            SourceCheck = spec.SourceCheck,
            GroupIds = spec.SecurityGroupIds is { } ids ? lookup.OrderedGroupIds(ids, $"{path}.SecurityGroupIds") : null,
        };
    }

    /// <summary>The interface that these fields make of another one: what is given changes, the rest stays.</summary>
    public NetworkInterface Over(NetworkInterface before) => before with
    {
        Name = Name ?? before.Name,
        VpcId = VpcId ?? before.VpcId,
        Device = Device ?? before.Device,
        Role = Role ?? before.Role,
        Mac = MacIsGiven ? Mac : before.Mac,
        PrivateAddresses = Same.Or(before.PrivateAddresses, PrivateAddresses),
        Ipv6Addresses = Same.Or(before.Ipv6Addresses, Ipv6Addresses),
        PublicAddresses = Same.Or(before.PublicAddresses, PublicAddresses),
        SourceCheck = SourceCheck ?? before.SourceCheck,
    };

    private static string? ReadId(string? text, string prefix, string path, Faults faults)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        string id = text.Trim();
        if (!Identifier.IsWellFormed(id, prefix))
            faults.Add(RefusalKind.Malformed, path, $"{Faults.Show(text)} is not {prefix} and eight of a-z0-9.");
        return id;
    }

    private static string? ReadDevice(string? text, string path, Faults faults)
    {
        if (text is not null && !DeviceName.IsValid(text))
            faults.Add(RefusalKind.InvalidValue, path, $"{Faults.Show(text)} is not a device name: 1 to 15 visible ASCII characters without / : \" * \\.");
        else if (text is not null && DeviceName.IsLoopback(text))
            faults.Add(RefusalKind.InvalidValue, path, $"{Faults.Show(text)} is the loopback device, which is never enforced; give the device that connects the instance.");
        return text;
    }

    private static InterfaceRole? ReadRole(string? text, string path, Faults faults)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        if (text.Equals("guest", StringComparison.OrdinalIgnoreCase))
            return InterfaceRole.Guest;
        if (text.Equals("host", StringComparison.OrdinalIgnoreCase))
            return InterfaceRole.Host;
        faults.Add(RefusalKind.InvalidValue, path, $"{Faults.Show(text)} is neither guest nor host.");
        return null;
    }

    private static MacAddress? ReadMac(string? text, string path, Faults faults)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        if (MacAddress.TryParse(text, out var mac))
            return mac;
        faults.Add(RefusalKind.Malformed, path, $"{Faults.Show(text)} is not a MAC address.");
        return null;
    }
}
