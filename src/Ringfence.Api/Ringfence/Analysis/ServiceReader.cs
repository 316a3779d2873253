using System.Globalization;
using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Policy.Rules;

namespace Ringfence.Api.Ringfence.Analysis;

/// <summary>Reads the protocol and port of one packet.</summary>
internal static class ServiceReader
{
    /// <summary>Every fault is noted.</summary>
    public static (IpProtocol Protocol, ushort Port) Read(ParameterReader parameters)
    {
        string text = parameters.RequiredString("Protocol").Trim();
        IpProtocol? protocol = text.ToUpperInvariant() switch
        {
            "TCP" => IpProtocol.Tcp,
            "UDP" => IpProtocol.Udp,
            "ICMP" => IpProtocol.Icmp,
            "ICMPV6" => IpProtocol.IcmpV6,
            "GRE" => IpProtocol.Gre,
            "SCTP" => IpProtocol.Sctp,
            _ => byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out byte number) ? new IpProtocol(number) : null,
        };
        if (protocol is null && text.Length > 0)
            parameters.Fault("InvalidParameterValue", $"`Protocol` is {ParameterReaderExtensions.Quote(text)}; it must be tcp, udp, icmp, icmpv6, gre, sctp or a number from 0 to 255.");
        int port = parameters.Number("Port", 0, ushort.MaxValue, 0);
        if (protocol is { HasPorts: true } && parameters.Raw("Port") is null)
            parameters.Missing("Port");
        return (protocol ?? IpProtocol.Tcp, (ushort)port);
    }
}
