namespace Ringfence.Policy.Evaluation;

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
