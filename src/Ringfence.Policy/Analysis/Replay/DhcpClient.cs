using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Analysis.Replay;

/// <summary>DHCP at the client's interface, which passes there without a rule (design, section 2, item 6; RFC 2131, RFC 8415). At the server's it is judged.</summary>
internal static class DhcpClient
{
    private const ushort Client = 68, Server = 67, ClientV6 = 546, ServerV6 = 547;

    /// <summary>True for what a client sends.</summary>
    public static bool IsFrom(in TracedPacket packet) => packet.Protocol == IpProtocol.Udp && Is(packet.Family, packet.SourcePort, packet.DestinationPort);

    /// <summary>True for what is sent to a client.</summary>
    public static bool IsTo(in TracedPacket packet) => packet.Protocol == IpProtocol.Udp && Is(packet.Family, packet.DestinationPort, packet.SourcePort);

    private static bool Is(AddressFamily family, ushort client, ushort server) => family == AddressFamily.IPv4
        ? client == Client && server == Server
        : client == ClientV6 && server == ServerV6;
}
