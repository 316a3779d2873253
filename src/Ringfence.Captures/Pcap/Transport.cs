using System.Buffers.Binary;
using Ringfence.Policy.Analysis.Replay;
using Ringfence.Policy.Rules;

namespace Ringfence.Captures.Pcap;

/// <summary>What a policy and a flow need of a transport header.</summary>
internal readonly record struct TransportHeader(ushort SourcePort, ushort DestinationPort, PacketRole Role);

/// <summary>Reads it, and tells what is not judged at all.</summary>
internal static class Transport
{
    private const int Syn = 2, Ack = 16;

    /// <summary>Reads the header of a protocol.</summary>
    public static ParseOutcome Parse(IpProtocol protocol, byte hopLimit, ReadOnlySpan<byte> bytes, PassedOverCounts passedOver, out TransportHeader header)
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
            case 1 when bytes.Length >= 8:
                return Echo(bytes, request: 8, reply: 0, isError: bytes[0] is 3 or 4 or 5 or 11 or 12, passedOver, out header);
            case 58 when bytes.Length >= 8:
                if (HopLimitOfLink(bytes[0]) is { } believed)
                {
                    if (hopLimit == believed)
                        passedOver.AlwaysPassing++;
                    else
                        passedOver.AlwaysDropped++;
                    return ParseOutcome.PassedOver;
                }

                return Echo(bytes, request: 128, reply: 129, isError: bytes[0] < 128, passedOver, out header);
            case 1 or 6 or 17 or 58:
                passedOver.TooShort++;
                return ParseOutcome.PassedOver;
            default:
                return ParseOutcome.Judged;
        }
    }

    /// <summary>With which hop limit a message between neighbours is believed (RFC 4861, RFC 3810); with another it is dropped, whatever the rules say. Null for other messages.</summary>
    private static byte? HopLimitOfLink(byte type) => type switch
    {
        >= 133 and <= 136 => 255,
        >= 130 and <= 132 or 143 => 1,
        _ => null,
    };

    private static ParseOutcome Echo(ReadOnlySpan<byte> bytes, byte request, byte reply, bool isError, PassedOverCounts passedOver, out TransportHeader header)
    {
        header = default;
        if (isError)
        {
            passedOver.ErrorMessages++;
            return ParseOutcome.PassedOver;
        }

        if (bytes[0] != request && bytes[0] != reply)
            return ParseOutcome.Judged;
        ushort identifier = BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
        header = new TransportHeader(identifier, identifier, bytes[0] == request ? PacketRole.Opens : PacketRole.Answers);
        return ParseOutcome.Judged;
    }

    private static ushort SourcePort(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static ushort DestinationPort(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
}
