using System.Collections.Frozen;
using Ringfence.Control.Commands;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Rules;

/// <summary>A service, with its text in normal form; a service template has neither protocol nor port.</summary>
internal readonly record struct ParsedService(string Protocol, string Port, Service Service);

/// <summary>Reads the protocol and the ports of a rule (reference A.6, A.16).</summary>
internal static class ServiceParser
{
    private const string All = "ALL";
    private const int MaximumPortItems = 20;
    private const int MaximumPortText = 128;

    private static readonly FrozenDictionary<string, IpProtocol?> Protocols = new Dictionary<string, IpProtocol?>
    {
        [All] = null,
        ["TCP"] = IpProtocol.Tcp,
        ["UDP"] = IpProtocol.Udp,
        ["ICMP"] = IpProtocol.Icmp,
        ["ICMPV6"] = IpProtocol.IcmpV6,
        ["GRE"] = IpProtocol.Gre,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Absent means ALL, for the protocol and for the port. The paths say where each stands in the request.</summary>
    public static ParsedService? Parse(string? protocolText, string? portText, string protocolPath, string portPath, Faults faults)
    {
        bool known = Protocols.TryGetValue(string.IsNullOrEmpty(protocolText) ? All : protocolText, out var protocol);
        if (!known)
        {
            faults.Add(RefusalKind.InvalidValue, protocolPath,
                $"{Faults.Show(protocolText ?? "")} is not one of TCP, UDP, ICMP, ICMPV6, GRE and ALL.");
        }

        var ports = ParsePorts(portText, portPath, faults);
        if (!known || ports is null)
            return null;

        bool anyPort = string.IsNullOrEmpty(portText) || portText.Equals(All, StringComparison.OrdinalIgnoreCase);
        if (!anyPort && protocol is not { HasPorts: true })
        {
            faults.Add(RefusalKind.InvalidValue, portPath, $"{Faults.Show(portText!)} is given, but only TCP and UDP have ports; use ALL or leave it out.");
            return null;
        }

        return new ParsedService(protocol?.ToString() ?? All, anyPort ? All : portText!, new LiteralService(protocol, ports));
    }

    private static PortSet? ParsePorts(string? text, string path, Faults faults)
    {
        if (string.IsNullOrEmpty(text))
            return PortSet.All;
        if (text.Length > MaximumPortText || text.AsSpan().Count(',') >= MaximumPortItems)
        {
            faults.Add(RefusalKind.TooLong, path, $"at most {MaximumPortItems} ports or ranges and {MaximumPortText} characters are allowed.");
            return null;
        }

        if (PortSet.TryParse(text, out var ports))
            return ports;
        faults.Add(RefusalKind.InvalidValue, path, $"{Faults.Show(text)} is not a port, an ascending range, a comma-separated list of these (0 to 65535), or ALL.");
        return null;
    }
}
