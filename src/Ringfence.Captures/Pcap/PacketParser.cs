using System.Buffers.Binary;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Analysis.Replay;
using Ringfence.Policy.Rules;

namespace Ringfence.Captures.Pcap;

/// <summary>What came of a packet.</summary>
internal enum ParseOutcome
{
    /// <summary>It is to be judged.</summary>
    Judged,

    /// <summary>It is counted elsewhere.</summary>
    PassedOver,

    /// <summary>It is no packet.</summary>
    Malformed,
}

/// <summary>What a capture says of a packet beside its bytes.</summary>
/// <param name="Time">When, in nanoseconds since 1970.</param>
/// <param name="Bytes">How long the frame was.</param>
internal readonly record struct PacketStamp(long Time, long Bytes);

/// <summary>Reads IP headers (RFC 791, RFC 8200) and what of the transport header a policy looks at.</summary>
internal static class PacketParser
{
    private const int MostExtensionHeaders = 8;
    private const byte HopByHop = 0, Routing = 43, Fragment = 44, Authentication = 51, DestinationOptions = 60;

    /// <summary>Reads a packet from its IP header on.</summary>
    /// <param name="bytes">The packet.</param>
    /// <param name="stamp">When it was recorded.</param>
    /// <param name="passedOver">What is not judged is counted here.</param>
    /// <param name="packet">What was read.</param>
    public static ParseOutcome Parse(ReadOnlySpan<byte> bytes, in PacketStamp stamp, PassedOverCounts passedOver, out TracedPacket packet)
    {
        packet = default;
        if (bytes.IsEmpty)
        {
            passedOver.NotIp++;
            return ParseOutcome.PassedOver;
        }

        return (bytes[0] >> 4) switch
        {
            4 => ParseV4(bytes, stamp, passedOver, out packet),
            6 => ParseV6(bytes, stamp, passedOver, out packet),
            _ => ParseOutcome.Malformed,
        };
    }

    private static ParseOutcome ParseV4(ReadOnlySpan<byte> bytes, in PacketStamp stamp, PassedOverCounts passedOver, out TracedPacket packet)
    {
        packet = default;
        int header = (bytes[0] & 15) * 4;
        if (header < 20 || bytes.Length < 20)
            return ParseOutcome.Malformed;
        if ((BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]) & 0x1FFF) != 0)
        {
            passedOver.LaterFragments++;
            return ParseOutcome.PassedOver;
        }

        // The frame may be longer than the packet, by padding, but not shorter than its header unless it was cut.
        int total = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        if (total != 0 && total < header)
            return ParseOutcome.Malformed;
        var protocol = new IpProtocol(bytes[9]);
        var outcome = Transport.Parse(AddressFamily.IPv4, protocol, bytes[8], bytes.Length > header ? bytes[header..] : [], passedOver, out var transport);
        if (outcome == ParseOutcome.Judged)
            packet = Packet(new TracedPacket(BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]), BinaryPrimitives.ReadUInt32BigEndian(bytes[16..])), protocol, transport, stamp);
        return outcome;
    }

    private static ParseOutcome ParseV6(ReadOnlySpan<byte> bytes, in PacketStamp stamp, PassedOverCounts passedOver, out TracedPacket packet)
    {
        packet = default;
        if (bytes.Length < 40)
            return ParseOutcome.Malformed;
        byte next = bytes[6];
        int at = 40;
        bool isFragment = false;
        for (int i = 0; i < MostExtensionHeaders && IsExtension(next); i++)
        {
            if ((next == HopByHop && i > 0) || (next == Fragment && isFragment))
                return Refuse(passedOver);
            if (bytes.Length < at + 8)
            {
                passedOver.TooShort++;
                return ParseOutcome.PassedOver;
            }

            // With segments left the destination that a rule saw is not the destination.
            if (next == Routing && bytes[at + 3] != 0)
                return Refuse(passedOver);
            if (next == Fragment && (BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]) & 0xFFF8) != 0)
            {
                passedOver.LaterFragments++;
                return ParseOutcome.PassedOver;
            }

            isFragment |= next == Fragment && (bytes[at + 3] & 1) != 0;

            int length = next switch
            {
                Fragment => 8,
                Authentication => (bytes[at + 1] + 2) * 4,
                _ => (bytes[at + 1] + 1) * 8,
            };
            next = bytes[at];
            at += length;
        }

        if (IsExtension(next))
            return Refuse(passedOver);
        var protocol = new IpProtocol(next);
        var outcome = Transport.Parse(AddressFamily.IPv6, protocol, bytes[7], bytes.Length > at ? bytes[at..] : [], passedOver, out var transport);
        if (outcome == ParseOutcome.Judged)
            packet = Packet(new TracedPacket(BinaryPrimitives.ReadUInt128BigEndian(bytes[8..]), BinaryPrimitives.ReadUInt128BigEndian(bytes[24..])), protocol, transport, stamp);
        return outcome;
    }

    private static TracedPacket Packet(in TracedPacket between, IpProtocol protocol, in TransportHeader transport, in PacketStamp stamp) => between with
    {
        Protocol = protocol,
        Role = transport.Role,
        SourcePort = transport.SourcePort,
        DestinationPort = transport.DestinationPort,
        Time = stamp.Time,
        Packets = 1,
        Bytes = stamp.Bytes,
    };

    /// <summary>What the datapaths step over, as Linux does (<c>ipv6_ext_hdr</c>); mobility and the like are protocols by their number, as in a rule.</summary>
    private static bool IsExtension(byte next) => next is HopByHop or Routing or Fragment or Authentication or DestinationOptions;

    private static ParseOutcome Refuse(PassedOverCounts passedOver)
    {
        passedOver.AlwaysDropped++;
        return ParseOutcome.PassedOver;
    }
}
