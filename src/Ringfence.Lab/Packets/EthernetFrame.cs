using System.Buffers.Binary;
using Ringfence.Policy.Addressing;

namespace Ringfence.Lab.Packets;

/// <summary>Ethernet frames (IEEE 802.3, 802.1Q) and the two address protocols that live on them: ARP (RFC 826) and IPv6 neighbour discovery (RFC 4861).</summary>
public static class EthernetFrame
{
    /// <summary>IPv4.</summary>
    public const ushort IPv4Type = 0x0800;

    /// <summary>ARP.</summary>
    public const ushort ArpType = 0x0806;

    /// <summary>IPv6.</summary>
    public const ushort IPv6Type = 0x86dd;

    /// <summary>For experiments on one link (IEEE 802, local experimental 1).</summary>
    public const ushort ExperimentalType = 0x88b5;

    /// <summary>Length of the header without a VLAN tag.</summary>
    public const int HeaderLength = 14;

    /// <summary>Every station.</summary>
    public static MacAddress Broadcast { get; } = new(0xffff_ffff_ffff);

    /// <summary>A frame.</summary>
    /// <param name="destination">Destination address.</param>
    /// <param name="source">Source address.</param>
    /// <param name="type">EtherType of the payload.</param>
    /// <param name="payload">What follows.</param>
    /// <param name="vlan">An 802.1Q tag with this VLAN id.</param>
    public static byte[] Build(MacAddress destination, MacAddress source, ushort type, ReadOnlySpan<byte> payload, ushort? vlan = null)
    {
        int header = HeaderLength + (vlan is null ? 0 : 4);
        var bytes = new byte[header + payload.Length];
        WriteMac(bytes, destination);
        WriteMac(bytes.AsSpan(6), source);
        if (vlan is { } id)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(12), 0x8100);
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(14), id);
        }

        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(header - 2), type);
        payload.CopyTo(bytes.AsSpan(header));
        return bytes;
    }

    /// <summary>A frame around an IP packet.</summary>
    public static byte[] Around(MacAddress destination, MacAddress source, ReadOnlySpan<byte> packet, ushort? vlan = null) =>
        Build(destination, source, packet[0] >> 4 == 4 ? IPv4Type : IPv6Type, packet, vlan);

    /// <summary>An ARP request, broadcast.</summary>
    /// <param name="sender">The sender's Ethernet address.</param>
    /// <param name="senderAddress">The sender's IPv4 address as it claims.</param>
    /// <param name="target">Who is asked for.</param>
    /// <param name="trailer">Bytes after the ARP packet, which receivers ignore as padding.</param>
    public static byte[] ArpRequest(MacAddress sender, IpAddress senderAddress, IpAddress target, ReadOnlySpan<byte> trailer = default)
    {
        var bytes = new byte[28 + trailer.Length];
        ReadOnlySpan<byte> fixedPart = [0, 1, 8, 0, 6, 4, 0, 1];
        fixedPart.CopyTo(bytes);
        WriteMac(bytes.AsSpan(8), sender);
        senderAddress.WriteBytes(bytes.AsSpan(14));
        target.WriteBytes(bytes.AsSpan(24));
        trailer.CopyTo(bytes.AsSpan(28));
        return Build(Broadcast, sender, ArpType, bytes);
    }

    /// <summary>True for an ARP reply that answers for this address.</summary>
    public static bool IsArpReply(ReadOnlySpan<byte> frame, IpAddress from)
    {
        if (frame.Length < HeaderLength + 28 || BinaryPrimitives.ReadUInt16BigEndian(frame[12..]) != ArpType)
            return false;
        var arp = frame[HeaderLength..];
        return arp[7] == 2 && IpAddress.FromBytes(arp.Slice(14, 4)) == from;
    }

    /// <summary>A neighbour solicitation to the target's solicited-node group, in its frame.</summary>
    public static byte[] NeighbourSolicitation(MacAddress sender, IpAddress senderAddress, IpAddress target, ReadOnlySpan<byte> trailer = default)
    {
        UInt128 group = (UInt128)0xff02 << 112 | (UInt128)1 << 32 | (UInt128)0xff00_0000 | (target.Value & 0xff_ffff);
        var packet = NeighbourSolicitation(sender, senderAddress, target, IpAddress.V6(group), trailer);
        return Build(new MacAddress(0x3333_0000_0000 | (ulong)(group & uint.MaxValue)), sender, IPv6Type, packet);
    }

    /// <summary>A neighbour solicitation (hop limit 255) to any address: the target's own when it is only to be confirmed (RFC 4861, 7.3.3).</summary>
    public static byte[] NeighbourSolicitation(
        MacAddress sender, IpAddress senderAddress, IpAddress target, IpAddress destination, ReadOnlySpan<byte> trailer)
    {
        int options = 8 + (trailer.IsEmpty ? 0 : (trailer.Length + 2 + 7) & ~7);
        var rest = new byte[4 + 16 + options];
        target.WriteBytes(rest.AsSpan(4));
        rest[20] = 1;
        rest[21] = 1;
        WriteMac(rest.AsSpan(22), sender);
        if (!trailer.IsEmpty)
        {
            // Receivers skip options they do not know (RFC 4861, 4.6); 253 is for experiments (RFC 4727).
            rest[28] = 253;
            rest[29] = (byte)((options - 8) / 8);
            trailer.CopyTo(rest.AsSpan(30));
        }

        return Transport.Icmp(senderAddress, destination, 135, 0, rest, timeToLive: 255);
    }

    private static void WriteMac(Span<byte> to, MacAddress mac)
    {
        BinaryPrimitives.WriteUInt16BigEndian(to, (ushort)(mac.Value >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(to[2..], (uint)mac.Value);
    }
}
