using System.Buffers.Binary;
using System.Globalization;

namespace Ringfence.Captures.Pcap;

/// <summary>Finds the IP packet in a frame (tcpdump.org/linktypes).</summary>
/// <param name="linkType">The file's link type, one that <see cref="IsKnown"/>.</param>
internal readonly struct LinkLayer(ushort linkType)
{
    /// <summary>Longer frames do not occur; whoever wrote a longer record wrote something else (libpcap's MAXIMUM_SNAPLEN).</summary>
    public const uint LongestFrame = 262_144;

    private const ushort Ipv4 = 0x0800, Ipv6 = 0x86DD, Vlan = 0x8100, ServiceVlan = 0x88A8, OldVlan = 0x9100;

    /// <summary>Ethernet; raw IP by its several numbers; Linux cooked capture, both versions.</summary>
    public static bool IsKnown(ushort linkType) => linkType is 1 or 12 or 14 or 101 or 228 or 229 or 113 or 276;

    /// <summary>What is said of a link type that is not known.</summary>
    public static string Unknown(ushort linkType) =>
        string.Create(CultureInfo.InvariantCulture, $"link type {linkType}. Known are Ethernet (1), raw IP (12, 14, 101, 228, 229), and Linux cooked (113, 276).");

    /// <summary>The packet from its IP header on; empty when the frame carries something else.</summary>
    public ReadOnlySpan<byte> Find(ReadOnlySpan<byte> frame) => linkType switch
    {
        1 => Behind(frame, 12),
        113 => Behind(frame, 14),
        276 => frame.Length < 20 ? [] : IsIp(BinaryPrimitives.ReadUInt16BigEndian(frame)) ? frame[20..] : Tagged(frame, BinaryPrimitives.ReadUInt16BigEndian(frame), 20),
        _ => frame,
    };

    private static ReadOnlySpan<byte> Behind(ReadOnlySpan<byte> frame, int at)
    {
        if (frame.Length < at + 2)
            return [];
        ushort type = BinaryPrimitives.ReadUInt16BigEndian(frame[at..]);
        return IsIp(type) ? frame[(at + 2)..] : Tagged(frame, type, at + 2);
    }

    /// <summary>Steps over any number of VLAN tags.</summary>
    private static ReadOnlySpan<byte> Tagged(ReadOnlySpan<byte> frame, ushort type, int at)
    {
        while (type is Vlan or ServiceVlan or OldVlan && frame.Length >= at + 4)
        {
            type = BinaryPrimitives.ReadUInt16BigEndian(frame[(at + 2)..]);
            at += 4;
        }

        return IsIp(type) ? frame[at..] : [];
    }

    private static bool IsIp(ushort type) => type is Ipv4 or Ipv6;
}
