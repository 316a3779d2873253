using System.Collections.Immutable;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Datapath;

/// <summary>The groups of messages that pass without a rule, so that a link works at all. Each can be turned off.</summary>
[Flags]
public enum LinkEssentials
{
    /// <summary>Nothing passes without a rule.</summary>
    None = 0,

    /// <summary>ARP (RFC 826), both ways.</summary>
    Arp = 1,

    /// <summary>Neighbour solicitation and advertisement (RFC 4861), both ways.</summary>
    NeighbourDiscovery = 2,

    /// <summary>Router solicitation from the instance, router advertisement to it (RFC 4861). Advertisements and redirects never pass from an instance.</summary>
    RouterDiscovery = 4,

    /// <summary>Multicast listener queries to the instance and reports from it (RFC 2710, RFC 3810): snooping bridges lose neighbour discovery without.</summary>
    MulticastListenerDiscovery = 8,

    /// <summary>DHCP as a client (RFC 2131).</summary>
    Dhcp = 16,

    /// <summary>DHCPv6 as a client (RFC 8415).</summary>
    DhcpV6 = 32,

    /// <summary>All of them.</summary>
    All = Arp | NeighbourDiscovery | RouterDiscovery | MulticastListenerDiscovery | Dhcp | DhcpV6,
}

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

/// <summary>The one list of what passes without a rule (design, section 2, item 6); docs/enforcement.md says the same for people.</summary>
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
}
