using System.Buffers.Binary;
using Ringfence.Policy.Addressing;

namespace Ringfence.Lab.Packets;

/// <summary>The checksum of IP, TCP, UDP and ICMP (RFC 1071) and its pseudo-headers (RFC 9293, RFC 8200 section 8.1).</summary>
public static class InternetChecksum
{
    /// <summary>The checksum of the bytes; the checksum's own field must be zero.</summary>
    public static ushort Of(ReadOnlySpan<byte> data) => Fold(Sum(data));

    /// <summary>The checksum of a transport payload with the pseudo-header of its packet.</summary>
    public static ushort OfTransport(IpAddress source, IpAddress destination, byte protocol, ReadOnlySpan<byte> data)
    {
        Span<byte> addresses = stackalloc byte[32];
        int length = source.WriteBytes(addresses);
        length += destination.WriteBytes(addresses[length..]);
        return Fold(Sum(addresses[..length]) + protocol + (uint)data.Length + Sum(data));
    }

    private static ulong Sum(ReadOnlySpan<byte> data)
    {
        ulong sum = 0;
        for (; data.Length >= 2; data = data[2..])
            sum += BinaryPrimitives.ReadUInt16BigEndian(data);
        return data.IsEmpty ? sum : sum + ((uint)data[0] << 8);
    }

    private static ushort Fold(ulong sum)
    {
        while (sum > 0xffff)
            sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)~sum;
    }
}
