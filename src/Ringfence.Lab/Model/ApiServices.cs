using Ringfence.Policy.Rules;

namespace Ringfence.Lab.Model;

/// <summary>Protocols and ports as the API writes them.</summary>
public static class ApiServices
{
    /// <summary>The service of a protocol's word, in any case, and the vendor's port text.</summary>
    /// <exception cref="FormatException">They are not the API's.</exception>
    public static LiteralService Parse(string protocolText, string portText)
    {
        IpProtocol? protocol = protocolText.ToUpperInvariant() switch
        {
            "ALL" => null,
            "TCP" => IpProtocol.Tcp,
            "UDP" => IpProtocol.Udp,
            "ICMP" => IpProtocol.Icmp,
            "ICMPV6" => IpProtocol.IcmpV6,
            "GRE" => IpProtocol.Gre,
            _ => throw new FormatException($"'{protocolText}' is not a protocol of the API."),
        };
        return PortSet.TryParse(portText, out var ports) ? new LiteralService(protocol, ports!) : throw new FormatException($"'{portText}' are not ports.");
    }
}
