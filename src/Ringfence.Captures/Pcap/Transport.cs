using System.Buffers.Binary;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Analysis.Replay;
using Ringfence.Policy.Evaluation;
using Ringfence.Policy.Rules;

namespace Ringfence.Captures.Pcap;

/// <summary>What a policy and a flow need of a transport header.</summary>
internal readonly record struct TransportHeader(ushort SourcePort, ushort DestinationPort, PacketRole Role);

/// <summary>Reads it, and tells what is not judged at all.</summary>
internal static class Transport
{
    private const int Syn = 2, Ack = 16;

    /// <summary>Reads the header of a protocol.</summary>
    public static ParseOutcome Parse(AddressFamily family, IpProtocol protocol, byte hopLimit, ReadOnlySpan<byte> bytes, PassedOverCounts passedOver, out TransportHeader header)
    {
        header = default;
        switch (protocol.Number)
        {
            case 6 when bytes.Length >= 14:
                header = new TransportHeader(SourcePort(bytes), DestinationPort(bytes), (bytes[13] & (Syn | Ack)) switch
                {
                    Syn => PacketRole.Opens,
                    Syn | Ack => PacketRole.Answers,
                    _ => PacketRole.Unknown,
                });
                return ParseOutcome.Judged;
            case 17 when bytes.Length >= 4:
                header = new TransportHeader(SourcePort(bytes), DestinationPort(bytes), PacketRole.Unknown);
                return ParseOutcome.Judged;
            case 1 when family == AddressFamily.IPv4 && bytes.Length >= 8:
            case 58 when family == AddressFamily.IPv6 && bytes.Length >= 8:
                return Icmp(family, hopLimit, bytes, passedOver, out header);
            case 1 when family == AddressFamily.IPv6:
            case 58 when family == AddressFamily.IPv4:
                // By their number, as a datapath takes them: neither has a meaning there.
                return ParseOutcome.Judged;
            case 1 or 6 or 17 or 58:
                passedOver.TooShort++;
                return ParseOutcome.PassedOver;
            default:
                return ParseOutcome.Judged;
        }
    }

    /// <summary>Queries and their answers make a flow, with their identifier; errors belong to another; the rest belongs to none, and is dropped unless it is between neighbours.</summary>
    private static ParseOutcome Icmp(AddressFamily family, byte hopLimit, ReadOnlySpan<byte> bytes, PassedOverCounts passedOver, out TransportHeader header)
    {
        header = default;
        byte type = bytes[0];
        if (family == AddressFamily.IPv6 && AlwaysAllowed.IsOfLink(type, hopLimit))
        {
            header = new TransportHeader(type, 0, PacketRole.Neighbours);
            return ParseOutcome.Judged;
        }

        ushort identifier = BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
        switch (IcmpMessages.Of(family, type))
        {
            case IcmpMessage.Query:
                header = new TransportHeader(identifier, identifier, PacketRole.Opens);
                return ParseOutcome.Judged;
            case IcmpMessage.Answer:
                header = new TransportHeader(identifier, identifier, PacketRole.Answers);
                return ParseOutcome.Judged;
            case IcmpMessage.Error:
                passedOver.ErrorMessages++;
                return ParseOutcome.PassedOver;
            default:
                passedOver.AlwaysDropped++;
                return ParseOutcome.PassedOver;
        }
    }

    private static ushort SourcePort(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static ushort DestinationPort(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
}
