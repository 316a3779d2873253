using System.Buffers.Binary;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Evaluation;

namespace Ringfence.Kernel.Tests.Ebpf.Reference;

/// <summary>What a frame holds, read as plainly as it can be written, without a look at the program's parser. Null fields where there is nothing.</summary>
internal sealed record ReferencePacket
{
    public bool IsArp { get; init; }

    public required IpAddress Source { get; init; }

    public required IpAddress Destination { get; init; }

    public byte Protocol { get; init; }

    public int HopLimit { get; init; }

    public ushort SourcePort { get; init; }

    public ushort DestinationPort { get; init; }

    public int TcpFlags { get; init; }

    /// <summary>There is data behind the TCP header.</summary>
    public bool HasData { get; init; }

    public int? IcmpType { get; init; }

    public ushort? IcmpId { get; init; }

    /// <summary>The transport header and what follows.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>Offset, more, identification, length in bytes; null: not a fragment.</summary>
    public (int Offset, bool More, uint Id, int Length, byte Protocol)? Fragment { get; init; }

    public ReadOnlyMemory<byte> Arp { get; init; }

    /// <summary>Whether it may begin a conversation: all but ICMP messages that answer or tell of an error.</summary>
    public bool Opens => IcmpType is not { } type || IcmpMessages.Of(Family, (byte)type) == IcmpMessage.Query;

    /// <summary>An ICMP message about another packet.</summary>
    public bool IsError => IcmpType is { } type && IcmpMessages.Of(Family, (byte)type) == IcmpMessage.Error;

    public bool IsLaterFragment => Fragment is { Offset: > 0 };

    public AddressFamily Family => Source.Family;

    private static IpAddress Nobody => IpAddress.V4(0);

    /// <summary>Null: not a packet that may pass.</summary>
    /// <param name="frame">The bytes.</param>
    /// <param name="hasLinkHeader">False: bare IP. The kernel's test run still takes the packet's type from where a link header would have it.</param>
    /// <param name="isLarge">The stack holds it as one that is cut later: a length of zero says that it does not fit the field.</param>
    public static ReferencePacket? Read(ReadOnlyMemory<byte> frame, bool hasLinkHeader = true, bool isLarge = false)
    {
        if (!hasLinkHeader)
            return Read(U16(frame, 12), frame, isLarge);
        int at = 12;
        for (int tags = 0; ; tags++)
        {
            if (frame.Length < at + 2)
                return null;
            int type = U16(frame, at);
            at += 2;
            if (type is not (0x8100 or 0x88a8) || tags == 2)
                return Read(type, frame[at..], isLarge);
            at += 2;
        }
    }

    private static ReferencePacket? Read(int type, ReadOnlyMemory<byte> network, bool isLarge) => type switch
    {
        0x0800 => V4(network, isLarge),
        0x86dd => V6(network, isLarge),
        0x0806 when network.Length >= 28 && network.Span[..6].SequenceEqual<byte>([0, 1, 8, 0, 6, 4]) => new ReferencePacket { IsArp = true, Source = Nobody, Destination = Nobody, Payload = default, Arp = network[..28] },
        _ => null,
    };

    private static ReferencePacket? V4(ReadOnlyMemory<byte> ip, bool isLarge)
    {
        if (ip.Length < 20)
            return null;
        var b = ip.Span;
        int header = (b[0] & 15) * 4, total = U16(ip, 2);
        if (total == 0 && isLarge)
            total = ip.Length;
        if (b[0] >> 4 != 4 || header < 20 || total < header || total > ip.Length || !AreHarmless(b[20..header]))
            return null;
        var packet = new ReferencePacket
        {
            Source = IpAddress.FromBytes(b[12..16]),
            Destination = IpAddress.FromBytes(b[16..20]),
            Protocol = b[9],
            HopLimit = b[8],
            Payload = ip[header..total],
        };
        int field = U16(ip, 6), offset = (field & 0x1fff) * 8;
        bool more = (field & 0x2000) != 0;
        if (offset == 0 && !more)
            return packet.Transport();
        packet = packet with { Fragment = (offset, more, BinaryPrimitives.ReadUInt16LittleEndian(b[4..]), total - header, b[9]) };
        return IsBadFragment(packet.Fragment.Value, header) ? null : offset > 0 ? packet : packet.Transport();
    }

    /// <summary>Options that fit into each other, and no source route.</summary>
    private static bool AreHarmless(ReadOnlySpan<byte> options)
    {
        while (options.Length > 0 && options[0] != 0)
        {
            int length = options[0] == 1 ? 1 : options.Length > 1 ? options[1] : 0;
            if (options[0] is 131 or 137 || length > options.Length || (options[0] != 1 && length < 2))
                return false;
            options = options[length..];
        }

        return true;
    }

    private static ReferencePacket? V6(ReadOnlyMemory<byte> ip, bool isLarge)
    {
        if (ip.Length < 40)
            return null;
        var b = ip.Span;
        int total = U16(ip, 4) == 0 && isLarge ? ip.Length : 40 + U16(ip, 4), at = 40;
        if (b[0] >> 4 != 6 || total > ip.Length)
            return null;
        var packet = new ReferencePacket
        {
            Source = IpAddress.FromBytes(b[8..24]),
            Destination = IpAddress.FromBytes(b[24..40]),
            HopLimit = b[7],
            Payload = default,
        };
        byte next = b[6];
        for (int headers = 0; next is 0 or 43 or 44 or 51 or 60; headers++)
        {
            if (headers == 8 || at + 8 > total || (next == 0 && headers > 0) || (next == 44 && packet.Fragment is not null) || (next == 43 && b[at + 3] != 0))
                return null;
            byte kind = next;
            int length = kind == 44 ? 8 : kind == 51 ? (b[at + 1] + 2) * 4 : (b[at + 1] + 1) * 8;
            if (at + length > total)
                return null;
            next = b[at];
            if (kind == 44)
            {
                int field = U16(ip, at + 2), offset = field & ~7;
                bool more = (field & 1) != 0;
                if (offset != 0 || more)
                {
                    packet = packet with { Fragment = (offset, more, BinaryPrimitives.ReadUInt32LittleEndian(b[(at + 4)..]), total - at - 8, next) };
                    if (IsBadFragment(packet.Fragment.Value, at - 40))
                        return null;
                    if (offset > 0)
                        return packet with { Protocol = next, Payload = ip[(at + 8)..total] };
                }
            }

            at += length;
        }

        return (packet with { Protocol = next, Payload = ip[at..total] }).Transport();
    }

    private static bool IsBadFragment((int Offset, bool More, uint Id, int Length, byte Protocol) f, int before) =>
        f.Length == 0 || (f.More && f.Length % 8 != 0) || f.Offset + f.Length + before > 65535;

    private ReferencePacket? Transport()
    {
        var b = Payload.Span;
        bool icmp = Protocol == (Family == AddressFamily.IPv4 ? 1 : 58);
        if (Protocol == 6)
        {
            if (b.Length < 20 || b[12] >> 4 < 5 || (b[12] >> 4) * 4 > b.Length)
                return null;
            return this with { SourcePort = U16(Payload, 0), DestinationPort = U16(Payload, 2), TcpFlags = b[13], HasData = (b[12] >> 4) * 4 < b.Length };
        }

        if (Protocol == 17)
        {
            if (b.Length < 8 || U16(Payload, 4) < 8 || (Fragment is null && U16(Payload, 4) > b.Length))
                return null;
            return this with { SourcePort = U16(Payload, 0), DestinationPort = U16(Payload, 2) };
        }

        if (!icmp)
            return this;
        if (b.Length < 8)
            return null;
        bool query = IcmpMessages.Of(Family, b[0]) is IcmpMessage.Query or IcmpMessage.Answer;
        return this with { IcmpType = b[0], IcmpId = query ? U16(Payload, 4) : null };
    }

    private static ushort U16(ReadOnlyMemory<byte> bytes, int at) => BinaryPrimitives.ReadUInt16BigEndian(bytes.Span[at..]);
}
