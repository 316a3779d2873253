using System.Collections.Immutable;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Evaluation;

/// <summary>An ICMPv6 message of the always-allowed list.</summary>
/// <param name="Kind">The group that it belongs to.</param>
/// <param name="Way">Egress: from the instance. Ingress: to it.</param>
/// <param name="Type">ICMPv6 type.</param>
/// <param name="HopLimit">The only hop limit with which it is believed: 255 cannot have passed a router (RFC 4861, 6.1), MLD is sent with 1.</param>
public sealed record EssentialIcmpV6(LinkEssentials Kind, Direction Way, byte Type, byte HopLimit);

/// <summary>A UDP message of the always-allowed list.</summary>
/// <param name="Kind">The group that it belongs to.</param>
/// <param name="Way">Egress: from the instance. Ingress: to it.</param>
/// <param name="Family">IP version.</param>
/// <param name="SourcePort">Exact source port.</param>
/// <param name="DestinationPort">Exact destination port.</param>
public sealed record EssentialUdp(LinkEssentials Kind, Direction Way, AddressFamily Family, ushort SourcePort, ushort DestinationPort);

/// <summary>
/// The one list of what passes without a rule (design, section 2, item 6), for the datapaths and for what judges packets beside them; docs/enforcement.md says the same for people.
/// </summary>
public static class AlwaysAllowed
{
    /// <summary>The ICMPv6 part. Connection tracking does not track these.</summary>
    public static ImmutableArray<EssentialIcmpV6> IcmpV6 { get; } =
    [
        new(LinkEssentials.NeighbourDiscovery, Direction.Egress, 135, 255),
        new(LinkEssentials.NeighbourDiscovery, Direction.Egress, 136, 255),
        new(LinkEssentials.NeighbourDiscovery, Direction.Ingress, 135, 255),
        new(LinkEssentials.NeighbourDiscovery, Direction.Ingress, 136, 255),
        new(LinkEssentials.RouterDiscovery, Direction.Egress, 133, 255),
        new(LinkEssentials.RouterDiscovery, Direction.Ingress, 134, 255),
        new(LinkEssentials.MulticastListenerDiscovery, Direction.Egress, 131, 1),
        new(LinkEssentials.MulticastListenerDiscovery, Direction.Egress, 132, 1),
        new(LinkEssentials.MulticastListenerDiscovery, Direction.Egress, 143, 1),
        new(LinkEssentials.MulticastListenerDiscovery, Direction.Ingress, 130, 1),
    ];

    /// <summary>The UDP part.</summary>
    public static ImmutableArray<EssentialUdp> Udp { get; } =
    [
        new(LinkEssentials.Dhcp, Direction.Egress, AddressFamily.IPv4, 68, 67),
        new(LinkEssentials.Dhcp, Direction.Ingress, AddressFamily.IPv4, 67, 68),
        new(LinkEssentials.DhcpV6, Direction.Egress, AddressFamily.IPv6, 546, 547),
        new(LinkEssentials.DhcpV6, Direction.Ingress, AddressFamily.IPv6, 547, 546),
    ];

    /// <summary>True for an ICMPv6 message that passes in some direction, as far as it comes from this link. Allocates nothing.</summary>
    public static bool IsOfLink(byte type, byte hopLimit)
    {
        foreach (var message in IcmpV6)
        {
            if (message.Type == type && message.HopLimit == hopLimit)
                return true;
        }

        return false;
    }

    /// <summary>True for an ICMPv6 message of this link that passes an interface in this direction. Allocates nothing.</summary>
    public static bool Passes(Direction way, byte type)
    {
        foreach (var message in IcmpV6)
        {
            if (message.Type == type && message.Way == way)
                return true;
        }

        return false;
    }

    /// <summary>True for a UDP message that passes an interface in this direction. Allocates nothing.</summary>
    public static bool Passes(Direction way, AddressFamily family, ushort sourcePort, ushort destinationPort)
    {
        foreach (var message in Udp)
        {
            if (message.Way == way && message.Family == family && message.SourcePort == sourcePort && message.DestinationPort == destinationPort)
                return true;
        }

        return false;
    }
}
