using System.Buffers.Binary;
using System.Numerics;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Lab.Packets;

/// <summary>
/// Whole packets of the transport protocols, checksums included: connection tracking verifies them, so a wrong one would be dropped for the wrong reason.
/// </summary>
public static class Transport
{
    /// <summary>A TCP segment (RFC 9293) without options.</summary>
    public static byte[] Tcp(IpAddress source, IpAddress destination, ushort from, ushort to, TcpFlags flags, ReadOnlySpan<byte> data, uint sequence = 1000)
    {
        var bytes = new byte[20 + data.Length];
        Ports(bytes, from, to);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4), sequence);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(8), flags.HasFlag(TcpFlags.Ack) ? 2000u : 0u);
        bytes[12] = 5 << 4;
        bytes[13] = (byte)flags;
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(14), 64240);
        data.CopyTo(bytes.AsSpan(20));
        return Finish(source, destination, IpProtocol.Tcp, bytes, checksumAt: 16);
    }

    /// <summary>A UDP datagram (RFC 768).</summary>
    public static byte[] Udp(IpAddress source, IpAddress destination, ushort from, ushort to, ReadOnlySpan<byte> data)
    {
        var bytes = new byte[8 + data.Length];
        Ports(bytes, from, to);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(4), (ushort)bytes.Length);
        data.CopyTo(bytes.AsSpan(8));
        return Finish(source, destination, IpProtocol.Udp, bytes, checksumAt: 6);
    }

    /// <summary>An ICMP or ICMPv6 echo request or reply.</summary>
    public static byte[] Echo(IpAddress source, IpAddress destination, ushort identifier, bool reply, ReadOnlySpan<byte> data)
    {
        byte type = source.Family == AddressFamily.IPv4 ? (byte)(reply ? 0 : 8) : (byte)(reply ? 129 : 128);
        var bytes = new byte[8 + data.Length];
        bytes[0] = type;
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(4), identifier);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(6), 1);
        data.CopyTo(bytes.AsSpan(8));
        return Finish(source, destination, IpPacket.Icmp(source.Family), bytes, checksumAt: 2);
    }

    /// <summary>Any ICMP or ICMPv6 message.</summary>
    public static byte[] Icmp(IpAddress source, IpAddress destination, byte type, byte code, ReadOnlySpan<byte> rest, byte timeToLive = 64)
    {
        var bytes = new byte[4 + rest.Length];
        bytes[0] = type;
        bytes[1] = code;
        rest.CopyTo(bytes.AsSpan(4));
        return Finish(source, destination, IpPacket.Icmp(source.Family), bytes, checksumAt: 2, timeToLive);
    }

    /// <summary>An ICMP error about a packet, which it quotes.</summary>
    public static byte[] Error(IpAddress source, IpAddress destination, IcmpError error, ReadOnlySpan<byte> quoted)
    {
        var (type, code) = error.In(source.Family);
        var rest = new byte[4 + quoted.Length];
        if (error == IcmpError.TooBig)
            BinaryPrimitives.WriteUInt32BigEndian(rest, 1280);
        quoted.CopyTo(rest.AsSpan(4));
        return Icmp(source, destination, type, code, rest);
    }

    /// <summary>An SCTP INIT (RFC 9260) with its CRC-32C; the data is carried in a parameter that receivers skip.</summary>
    public static byte[] Sctp(IpAddress source, IpAddress destination, ushort from, ushort to, ReadOnlySpan<byte> data)
    {
        const int Common = 12, Init = 20, Parameter = 4;
        int padded = (data.Length + 3) & ~3;
        var bytes = new byte[Common + Init + Parameter + padded];
        Ports(bytes, from, to);
        var chunk = bytes.AsSpan(Common);
        chunk[0] = 1;
        BinaryPrimitives.WriteUInt16BigEndian(chunk[2..], (ushort)(Init + Parameter + data.Length));
        BinaryPrimitives.WriteUInt32BigEndian(chunk[4..], 0x1234);
        BinaryPrimitives.WriteUInt32BigEndian(chunk[8..], 65536);
        BinaryPrimitives.WriteUInt16BigEndian(chunk[12..], 1);
        BinaryPrimitives.WriteUInt16BigEndian(chunk[14..], 1);
        BinaryPrimitives.WriteUInt32BigEndian(chunk[16..], 1);
        BinaryPrimitives.WriteUInt16BigEndian(chunk[20..], 0x8bad);
        BinaryPrimitives.WriteUInt16BigEndian(chunk[22..], (ushort)(Parameter + data.Length));
        data.CopyTo(chunk[24..]);
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
            crc = BitOperations.Crc32C(crc, b);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), ~crc);
        return IpPacket.Build(source, destination, IpProtocol.Sctp.Number, bytes);
    }

    /// <summary>A packet of any protocol whose content nobody checks; GRE gets a plain version 0 header (RFC 2784).</summary>
    public static byte[] Other(IpAddress source, IpAddress destination, IpProtocol protocol, ReadOnlySpan<byte> data)
    {
        var bytes = new byte[4 + data.Length];
        if (protocol == IpProtocol.Gre)
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), 0x0800);
        data.CopyTo(bytes.AsSpan(4));
        return IpPacket.Build(source, destination, protocol.Number, bytes);
    }

    private static void Ports(Span<byte> bytes, ushort from, ushort to)
    {
        BinaryPrimitives.WriteUInt16BigEndian(bytes, from);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], to);
    }

    private static byte[] Finish(IpAddress source, IpAddress destination, IpProtocol protocol, byte[] bytes, int checksumAt, byte timeToLive = 64)
    {
        // ICMP for IPv4 is the one that has no pseudo-header.
        ushort checksum = protocol == IpProtocol.Icmp
            ? InternetChecksum.Of(bytes)
            : InternetChecksum.OfTransport(source, destination, protocol.Number, bytes);
        if (checksum == 0 && protocol == IpProtocol.Udp)
            checksum = ushort.MaxValue;
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(checksumAt), checksum);
        return IpPacket.Build(source, destination, protocol.Number, bytes, timeToLive);
    }
}
