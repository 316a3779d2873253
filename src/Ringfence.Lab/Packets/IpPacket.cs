using System.Buffers.Binary;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Lab.Packets;

/// <summary>
/// IP packets as bytes: an IPv4 header without options (RFC 791) or a plain IPv6 header (RFC 8200) before a payload. All have one traffic class, by which the
/// captures know them.
/// </summary>
public static class IpPacket
{
    private const int Header4 = 20;
    private const int Header6 = 40;

    /// <summary>Puts the header of the addresses' family before a transport payload.</summary>
    /// <param name="source">Source address.</param>
    /// <param name="destination">Destination address of the same family.</param>
    /// <param name="protocol">The protocol or (IPv6) the next header.</param>
    /// <param name="payload">What follows the header.</param>
    /// <param name="timeToLive">TTL or hop limit.</param>
    /// <param name="identification">IPv4's identification.</param>
    /// <param name="fragment">IPv4's flags and fragment offset as they stand in the header.</param>
    public static byte[] Build(
        IpAddress source,
        IpAddress destination,
        byte protocol,
        ReadOnlySpan<byte> payload,
        byte timeToLive = 64,
        ushort identification = 0,
        ushort fragment = 0)
    {
        if (source.Family != destination.Family)
            throw new ArgumentException("Source and destination are of one family.", nameof(destination));
        return source.Family == AddressFamily.IPv4
            ? Build4(source, destination, protocol, payload, timeToLive, identification, fragment)
            : Build6(source, destination, protocol, payload, timeToLive);
    }

    /// <summary>
    /// Cuts a packet into fragments. Every fragment carries at most <paramref name="dataBytes"/> bytes of the payload.
    /// </summary>
    /// <param name="packet">A packet made by <see cref="Build"/> without extension headers.</param>
    /// <param name="dataBytes">A multiple of eight.</param>
    /// <param name="identification">The same for all of them (IPv4 uses the low 16 bits).</param>
    public static IReadOnlyList<byte[]> Fragment(byte[] packet, int dataBytes, uint identification)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(dataBytes % 8, 0);
        bool four = packet[0] >> 4 == 4;
        var source = IpAddress.FromBytes(four ? packet.AsSpan(12, 4) : packet.AsSpan(8, 16));
        var destination = IpAddress.FromBytes(four ? packet.AsSpan(16, 4) : packet.AsSpan(24, 16));
        byte protocol = packet[four ? 9 : 6];
        var payload = packet.AsSpan(four ? Header4 : Header6);
        var fragments = new List<byte[]>();
        for (int offset = 0; offset < payload.Length; offset += dataBytes)
        {
            var part = payload.Slice(offset, Math.Min(dataBytes, payload.Length - offset));
            bool more = offset + part.Length < payload.Length;
            fragments.Add(four
                ? Build4(source, destination, protocol, part, packet[8], (ushort)identification, (ushort)((offset / 8) | (more ? 0x2000 : 0)))
                : Build6(source, destination, 44, FragmentHeader(protocol, offset, more, identification, part), packet[7]));
        }

        return fragments;
    }

    private static byte[] FragmentHeader(byte next, int offset, bool more, uint identification, ReadOnlySpan<byte> part)
    {
        var bytes = new byte[8 + part.Length];
        bytes[0] = next;
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)(offset | (more ? 1 : 0)));
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4), identification);
        part.CopyTo(bytes.AsSpan(8));
        return bytes;
    }

    private static byte[] Build4(
        IpAddress source, IpAddress destination, byte protocol, ReadOnlySpan<byte> payload, byte timeToLive, ushort identification, ushort fragment)
    {
        var bytes = new byte[Header4 + payload.Length];
        bytes[0] = 0x45;
        bytes[1] = ProbeFilter.TrafficClass;
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)bytes.Length);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(4), identification);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(6), fragment);
        bytes[8] = timeToLive;
        bytes[9] = protocol;
        source.WriteBytes(bytes.AsSpan(12));
        destination.WriteBytes(bytes.AsSpan(16));
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(10), InternetChecksum.Of(bytes.AsSpan(0, Header4)));
        payload.CopyTo(bytes.AsSpan(Header4));
        return bytes;
    }

    private static byte[] Build6(IpAddress source, IpAddress destination, byte next, ReadOnlySpan<byte> payload, byte hopLimit)
    {
        var bytes = new byte[Header6 + payload.Length];
        bytes[0] = 0x60 | (ProbeFilter.TrafficClass >> 4);
        bytes[1] = (ProbeFilter.TrafficClass << 4) & 0xff;
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(4), (ushort)payload.Length);
        bytes[6] = next;
        bytes[7] = hopLimit;
        source.WriteBytes(bytes.AsSpan(8));
        destination.WriteBytes(bytes.AsSpan(24));
        payload.CopyTo(bytes.AsSpan(Header6));
        return bytes;
    }

    /// <summary>The protocol number that ICMP has in a family.</summary>
    public static IpProtocol Icmp(AddressFamily family) => family == AddressFamily.IPv4 ? IpProtocol.Icmp : IpProtocol.IcmpV6;
}
