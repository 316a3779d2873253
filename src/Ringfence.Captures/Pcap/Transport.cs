using System.Buffers.Binary;
using Ringfence.Policy.Analysis.Replay;

namespace Ringfence.Captures.Pcap;

/// <summary>What a policy and a flow need of the transport header: ports, who opens, and what is not judged at all.</summary>
internal static class Transport
{
    private const int Syn = 2, Ack = 16;
    private const ushort DhcpServer = 67, DhcpClient = 68, DhcpV6Client = 546, DhcpV6Server = 547;

    /// <summary>Fills in a packet whose addresses and protocol are known.</summary>
    public static ParseOutcome Parse(ReadOnlySpan<byte> bytes, PassedOverCounts passedOver, ref TracedPacket packet)
    {
        switch (packet.Protocol.Number)
        {
            case 6 when bytes.Length >= 14:
                int flags = bytes[13];
                packet = WithPorts(packet, bytes) with
                {
                    Role = (flags & (Syn | Ack)) switch { Syn => PacketRole.Opens, Syn | Ack => PacketRole.Answers, _ => PacketRole.Unknown },
                };
                return ParseOutcome.Judged;
            case 17 when bytes.Length >= 4:
                packet = WithPorts(packet, bytes);
                if (!IsDhcp(packet.SourcePort, packet.DestinationPort))
                    return ParseOutcome.Judged;
                passedOver.AlwaysPassing++;
                return ParseOutcome.PassedOver;
            case 1 when bytes.Length >= 8:
                return Echo(bytes, request: 8, reply: 0, isError: bytes[0] is 3 or 4 or 5 or 11 or 12, passedOver, ref packet);
            case 58 when bytes.Length >= 8:
                if (bytes[0] is >= 130 and <= 136 or 143)
                {
                    passedOver.AlwaysPassing++;
                    return ParseOutcome.PassedOver;
                }

                return Echo(bytes, request: 128, reply: 129, isError: bytes[0] < 128, passedOver, ref packet);
            case 1 or 6 or 17 or 58:
                passedOver.TooShort++;
                return ParseOutcome.PassedOver;
            default:
                return ParseOutcome.Judged;
        }
    }

    private static ParseOutcome Echo(ReadOnlySpan<byte> bytes, byte request, byte reply, bool isError, PassedOverCounts passedOver, ref TracedPacket packet)
    {
        if (isError)
        {
            passedOver.ErrorMessages++;
            return ParseOutcome.PassedOver;
        }

        if (bytes[0] != request && bytes[0] != reply)
            return ParseOutcome.Judged;
        ushort identifier = BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
        packet = packet with { SourcePort = identifier, DestinationPort = identifier, Role = bytes[0] == request ? PacketRole.Opens : PacketRole.Answers };
        return ParseOutcome.Judged;
    }

    private static TracedPacket WithPorts(in TracedPacket packet, ReadOnlySpan<byte> bytes) =>
        packet with { SourcePort = BinaryPrimitives.ReadUInt16BigEndian(bytes), DestinationPort = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]) };

    private static bool IsDhcp(ushort source, ushort destination) => (source, destination) is
        (DhcpClient, DhcpServer) or (DhcpServer, DhcpClient) or (DhcpV6Client, DhcpV6Server) or (DhcpV6Server, DhcpV6Client);
}
