using System.Collections.Immutable;
using System.Globalization;
using Ringfence.Policy.Addressing;

namespace Ringfence.Lab.Topology;

/// <summary>
/// The laboratory's addresses, the same in every laboratory: namespaces keep them apart. Private blocks inside, documentation blocks (RFC 5737, RFC 3849) outside.
/// </summary>
public static class AddressPlan
{
    /// <summary>The host's device to the outside.</summary>
    public const string UplinkDevice = "up0";

    /// <summary>The host as the routed stations' gateway.</summary>
    public static IpAddress Host4 { get; } = IpAddress.Parse("10.77.0.1");

    /// <summary>The host as the routed stations' gateway.</summary>
    public static IpAddress Host6 { get; } = IpAddress.Parse("fd77::1");

    /// <summary>The host's address on the uplink.</summary>
    public static IpAddress Uplink4 { get; } = IpAddress.Parse("192.0.2.1");

    /// <summary>The host's address on the uplink.</summary>
    public static IpAddress Uplink6 { get; } = IpAddress.Parse("2001:db8::1");

    /// <summary>The outside's addresses. Everything else that is not inside is routed there too.</summary>
    public static ImmutableArray<IpAddress> Outside { get; } =
    [
        IpAddress.Parse("192.0.2.2"), IpAddress.Parse("198.51.100.7"), IpAddress.Parse("203.0.113.9"),
        IpAddress.Parse("2001:db8::2"), IpAddress.Parse("2001:db8:1::7"), IpAddress.Parse("2001:db8:2::9"),
    ];

    /// <summary>The subnets of a bridge by its name.</summary>
    public static (IpPrefix V4, IpPrefix V6) Bridge(string name)
    {
        if (!name.StartsWith("br", StringComparison.Ordinal)
            || !byte.TryParse(name.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out byte number))
        {
            throw new ArgumentException($"'{name}' is not a bridge of the laboratory (br0, br1 …).", nameof(name));
        }

        return (IpPrefix.Parse($"10.78.{number}.0/24"), IpPrefix.Parse($"fd78:{number:x}::/64"));
    }

    /// <summary>The gateway of a subnet: its first address after the network's.</summary>
    public static IpAddress Gateway(IpPrefix subnet) => new(subnet.Family, subnet.Network.Value + 1);

    /// <summary>The addresses of a station that names none.</summary>
    /// <param name="layout">The station.</param>
    /// <param name="index">Its place in the layout, from 0.</param>
    public static ImmutableArray<IpAddress> Choose(StationLayout layout, int index)
    {
        if (layout.Link == LinkKind.Uplink)
            return Outside;
        if (layout.Link == LinkKind.Routed)
            return [IpAddress.V4(0x0a4d_0101 + (uint)index), IpAddress.V6(IpAddress.Parse("fd77:1::1").Value + (uint)index)];
        var (four, six) = Bridge(layout.Bridge);
        return [new IpAddress(AddressFamily.IPv4, four.Network.Value + 10 + (uint)index), new IpAddress(AddressFamily.IPv6, six.Network.Value + 10 + (uint)index)];
    }

    /// <summary>The Ethernet address of a station.</summary>
    public static MacAddress StationMac(int index) => new(0x0200_0a4d_0100 + (ulong)index);

    /// <summary>The Ethernet address of the host's end of a routed station's or the outside's link.</summary>
    public static MacAddress HostMac(int index) => new(0x0200_0a4d_0200 + (ulong)index);

    /// <summary>The Ethernet address of a bridge.</summary>
    public static MacAddress BridgeMac(string name) => new(0x0200_0a4d_0300 + (ulong)Bridge(name).V4.Network.Value % 0x10000 / 0x100);
}
