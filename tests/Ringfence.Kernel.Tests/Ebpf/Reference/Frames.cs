using System.Buffers.Binary;
using Ringfence.Policy.Addressing;

namespace Ringfence.Kernel.Tests.Ebpf.Reference;

/// <summary>Plain frames for tests that know what they want.</summary>
internal static class Frames
{
    public const byte Syn = 2, SynAck = 0x12, Ack = 0x10, Fin = 0x11, Rst = 4;

    /// <summary>A segment with so many bytes of data.</summary>
    public static byte[] Tcp(IpAddress source, ushort sourcePort, IpAddress destination, ushort destinationPort, byte flags, int data = 0)
    {
        byte[] tcp = new byte[20 + data];
        Ports(tcp, sourcePort, destinationPort);
        (tcp[12], tcp[13]) = (0x50, flags);
        return Ip(source, destination, 6, tcp);
    }

    public static byte[] Udp(IpAddress source, ushort sourcePort, IpAddress destination, ushort destinationPort, int data = 8)
    {
        byte[] udp = new byte[8 + data];
        Ports(udp, sourcePort, destinationPort);
        BinaryPrimitives.WriteUInt16BigEndian(udp.AsSpan(4), (ushort)udp.Length);
        return Ip(source, destination, 17, udp);
    }

    /// <summary>An ICMP or ICMPv6 message with an identifier, where it has one; behind it a packet that it quotes.</summary>
    public static byte[] Icmp(IpAddress source, IpAddress destination, byte type, ushort identifier = 0, byte hopLimit = 64, byte[]? quoted = null)
    {
        byte[] icmp = [type, 0, 0, 0, (byte)(identifier >> 8), (byte)identifier, 0, 0, .. quoted ?? []];
        bool v6 = source.Family == AddressFamily.IPv6;
        byte[] frame = Ip(source, destination, (byte)(v6 ? 58 : 1), icmp);
        frame[14 + (v6 ? 7 : 8)] = hopLimit;
        return frame;
    }

    /// <summary>A packet of a protocol without ports.</summary>
    public static byte[] Of(IpAddress source, IpAddress destination, byte protocol) => Ip(source, destination, protocol, new byte[12]);

    /// <summary>A part of a datagram, of a whole one's IP payload: so many bytes from an offset.</summary>
    public static byte[] Fragment(byte[] whole, byte id, int offset, int length, bool more)
    {
        bool v6 = whole[12] == 0x86;
        int header = v6 ? 40 : 20;
        byte[] ip = whole[14..(14 + header)], part = whole[(14 + header + offset)..(14 + header + offset + length)];
        int field = v6 ? offset | (more ? 1 : 0) : (offset / 8) | (more ? 0x2000 : 0);
        if (v6)
        {
            part = [ip[6], 0, (byte)(field >> 8), (byte)field, 0, 0, 0, id, .. part];
            ip[6] = 44;
            BinaryPrimitives.WriteUInt16BigEndian(ip.AsSpan(4), (ushort)part.Length);
        }
        else
        {
            BinaryPrimitives.WriteUInt16BigEndian(ip.AsSpan(2), (ushort)(header + part.Length));
            (ip[5], ip[6], ip[7]) = (id, (byte)(field >> 8), (byte)field);
        }

        return [.. whole[..14], .. ip, .. part];
    }

    private static void Ports(byte[] header, ushort source, ushort destination)
    {
        BinaryPrimitives.WriteUInt16BigEndian(header, source);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), destination);
    }

    private static byte[] Ip(IpAddress source, IpAddress destination, byte protocol, byte[] payload)
    {
        bool v6 = source.Family == AddressFamily.IPv6;
        byte[] ip = new byte[v6 ? 40 : 20];
        int at = v6 ? 8 : 12;
        source.WriteBytes(ip.AsSpan(at));
        destination.WriteBytes(ip.AsSpan(at + source.ByteCount));
        if (v6)
        {
            (ip[0], ip[5], ip[6], ip[7]) = (0x60, (byte)payload.Length, protocol, 64);
        }
        else
        {
            (ip[0], ip[3], ip[8], ip[9]) = (0x45, (byte)(20 + payload.Length), 64, protocol);
        }

        byte[] type = v6 ? [0x86, 0xdd] : [8, 0];
        return [.. new byte[6], 2, 0, 0, 0, 0, 1, .. type, .. ip, .. payload];
    }
}
