using System.Buffers.Binary;
using System.Net;

namespace Ringfence.Captures.Tests.Pcap;

/// <summary>Captures, byte by byte.</summary>
internal static class Frames
{
    public const byte Syn = 2, Ack = 16;

    /// <summary>A file with records of these frames, a second apart.</summary>
    public static byte[] File(ushort linkType, bool big, bool nanoseconds, params byte[][] frames)
    {
        byte[] Number(uint value)
        {
            byte[] bytes = new byte[4];
            if (big)
                BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
            else
                BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
            return bytes;
        }

        byte[] head = [.. Number(nanoseconds ? 0xA1B23C4D : 0xA1B2C3D4), .. big ? (byte[])[0, 2, 0, 4] : [2, 0, 4, 0], .. Number(0), .. Number(0), .. Number(262144), .. Number(linkType)];
        return [.. head, .. frames.SelectMany((frame, i) => (byte[])[.. Number(1000u + (uint)i), .. Number(123), .. Number((uint)frame.Length), .. Number((uint)frame.Length + 7), .. frame])];
    }

    public static byte[] Ethernet(byte[] packet, params ushort[] tags) =>
    [
        .. new byte[12], .. tags.SelectMany(tag => (byte[])[(byte)(tag >> 8), (byte)tag, 0, 5]), .. packet[0] >> 4 == 4 ? (byte[])[8, 0] : [0x86, 0xDD], .. packet,
    ];

    public static byte[] Cooked(byte[] packet) => [.. new byte[14], .. packet[0] >> 4 == 4 ? (byte[])[8, 0] : [0x86, 0xDD], .. packet];

    public static byte[] Cooked2(byte[] packet) => [.. packet[0] >> 4 == 4 ? (byte[])[8, 0] : [0x86, 0xDD], .. new byte[18], .. packet];

    public static byte[] Tcp(string from, ushort fromPort, string to, ushort toPort, byte flags) => Ip(from, to, 6, [.. Ports(fromPort, toPort), .. new byte[8], 0x50, flags, .. new byte[6]]);

    public static byte[] Udp(string from, ushort fromPort, string to, ushort toPort) => Ip(from, to, 17, [.. Ports(fromPort, toPort), 0, 8, 0, 0]);

    public static byte[] Icmp(string from, string to, byte type, ushort identifier) =>
        Ip(from, to, (byte)(from.Contains(':') ? 58 : 1), [type, 0, 0, 0, (byte)(identifier >> 8), (byte)identifier, 0, 1]);

    public static byte[] Ip(string from, string to, byte protocol, byte[] content, ushort fragment = 0, byte[]? extensions = null)
    {
        byte[] source = IPAddress.Parse(from).GetAddressBytes(), destination = IPAddress.Parse(to).GetAddressBytes();
        if (source.Length == 4)
        {
            int length = 20 + content.Length;
            return [0x45, 0, (byte)(length >> 8), (byte)length, 0, 0, (byte)(fragment >> 8), (byte)fragment, 64, protocol, 0, 0, .. source, .. destination, .. content];
        }

        byte[] rest = [.. extensions ?? [], .. content];
        return [0x60, 0, 0, 0, (byte)(rest.Length >> 8), (byte)rest.Length, protocol, 64, .. source, .. destination, .. rest];
    }

    /// <summary>An IPv6 packet that has passed fewer routers, or more.</summary>
    public static byte[] WithHopLimit(byte hopLimit, byte[] packet) => [.. packet[..7], hopLimit, .. packet[8..]];

    private static byte[] Ports(ushort from, ushort to) => [(byte)(from >> 8), (byte)from, (byte)(to >> 8), (byte)to];
}
