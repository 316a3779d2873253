using System.Globalization;

namespace Ringfence.Policy.Rules;

/// <summary>An IP protocol by its IANA number (the IPv4 protocol field, the last IPv6 next header).</summary>
public readonly record struct IpProtocol(byte Number)
{
    /// <summary>ICMP for IPv4 (RFC 792).</summary>
    public static readonly IpProtocol Icmp = new(1);

    /// <summary>TCP (RFC 9293).</summary>
    public static readonly IpProtocol Tcp = new(6);

    /// <summary>UDP (RFC 768).</summary>
    public static readonly IpProtocol Udp = new(17);

    /// <summary>GRE (RFC 2784).</summary>
    public static readonly IpProtocol Gre = new(47);

    /// <summary>ICMPv6 (RFC 4443).</summary>
    public static readonly IpProtocol IcmpV6 = new(58);

    /// <summary>SCTP (RFC 9260).</summary>
    public static readonly IpProtocol Sctp = new(132);

    /// <summary>True for the protocols whose rules may name ports: TCP and UDP, as in the vendor's API.</summary>
    public bool HasPorts => this == Tcp || this == Udp;

    /// <summary>True for the protocols that a rule can name; of the others only a rule about everything speaks.</summary>
    public bool IsNamedInRules => this == Tcp || this == Udp || this == Icmp || this == IcmpV6 || this == Gre;

    /// <summary>The vendor's lower-case word, or the number.</summary>
    public override string ToString() => Number switch
    {
        1 => "icmp",
        6 => "tcp",
        17 => "udp",
        47 => "gre",
        58 => "icmpv6",
        132 => "sctp",
        _ => Number.ToString(CultureInfo.InvariantCulture),
    };
}
