using System.Buffers.Binary;
using Ringfence.Linux.Netlink;

namespace Ringfence.Linux.Conntrack;

/// <summary>A tracked flow as the kernel lists it (linux/netfilter/nfnetlink_conntrack.h). Lives only during the callback that gets it.</summary>
public readonly ref struct ConntrackEntry
{
    private const int TupleOriginal = 1;
    private const int TupleReply = 2;
    private const int StatusAttribute = 3;
    private const int ProtocolAttribute = 4;
    private const int MarkAttribute = 8;
    private const int IdAttribute = 12;
    private const int ZoneAttribute = 18;
    private const int TimesAttribute = 20;
    private const uint SeenReply = 2, Assured = 4;

    private readonly byte _family;
    private readonly ReadOnlySpan<byte> _original;
    private readonly ReadOnlySpan<byte> _reply;
    private readonly ReadOnlySpan<byte> _id;
    private readonly ReadOnlySpan<byte> _zone;
    private readonly uint _status;

    internal ConntrackEntry(ReadOnlySpan<byte> payload)
    {
        _family = payload[0];
        var attributes = new NetlinkAttributes(payload[4..]);
        while (attributes.Next())
        {
            switch (attributes.Type)
            {
                case TupleOriginal:
                    _original = attributes.Value;
                    break;
                case TupleReply:
                    _reply = attributes.Value;
                    break;
                case StatusAttribute:
                    _status = attributes.BigEndian32;
                    break;
                case ProtocolAttribute:
                    Tcp = TcpState(attributes.Value);
                    break;
                case TimesAttribute:
                    OpenedAt = Start(attributes.Value);
                    break;
                case MarkAttribute:
                    Mark = attributes.BigEndian32;
                    break;
                case IdAttribute:
                    _id = attributes.Value;
                    break;
                case ZoneAttribute:
                    _zone = attributes.Value;
                    break;
            }
        }
    }

    /// <summary>The flow's mark.</summary>
    public uint Mark { get; }

    /// <summary>Both sides have spoken.</summary>
    public bool IsAnswered => (_status & SeenReply) != 0;

    /// <summary>The flow has come so far that the kernel does not give it up for room.</summary>
    public bool IsAssured => (_status & Assured) != 0;

    /// <summary>How far a TCP conversation has come.</summary>
    public TrackedTcpState Tcp { get; }

    /// <summary>When the flow began; null unless net.netfilter.nf_conntrack_timestamp is set.</summary>
    public DateTimeOffset? OpenedAt { get; }

    /// <summary>The first packet's tuple.</summary>
    public ConntrackTuple Original => Parse(_original);

    /// <summary>The tuple of the answers; with address translation it names the translated ends.</summary>
    public ConntrackTuple Reply => Parse(_reply);

    /// <summary>What is needed to delete exactly this entry later, even if its tuple is used again by another.</summary>
    public ConntrackReference ToReference() => new(_family, _original.ToArray(), _id.ToArray(), _zone.ToArray());

    /// <summary>CTA_PROTOINFO_TCP, in it CTA_PROTOINFO_TCP_STATE.</summary>
    private static TrackedTcpState TcpState(ReadOnlySpan<byte> protocol)
    {
        var outer = new NetlinkAttributes(protocol);
        while (outer.Next())
        {
            var inner = new NetlinkAttributes(outer.Value);
            while (outer.Type == 1 && inner.Next())
            {
                if (inner.Type == 1)
                    return (TrackedTcpState)inner.Value[0];
            }
        }

        return TrackedTcpState.None;
    }

    /// <summary>CTA_TIMESTAMP_START: nanoseconds since 1970.</summary>
    private static DateTimeOffset? Start(ReadOnlySpan<byte> times)
    {
        var attributes = new NetlinkAttributes(times);
        while (attributes.Next())
        {
            if (attributes.Type == 1)
                return DateTimeOffset.UnixEpoch.AddTicks((long)(attributes.BigEndian64 / 100));
        }

        return null;
    }

    private ConntrackTuple Parse(ReadOnlySpan<byte> tuple)
    {
        UInt128 source = 0, destination = 0;
        byte protocol = 0;
        ushort sourcePort = 0, destinationPort = 0;
        var outer = new NetlinkAttributes(tuple);
        while (outer.Next())
        {
            var inner = new NetlinkAttributes(outer.Value);
            while (inner.Next())
            {
                switch ((outer.Type, inner.Type))
                {
                    case (1, 1) or (1, 3):
                        source = Number(inner.Value);
                        break;
                    case (1, 2) or (1, 4):
                        destination = Number(inner.Value);
                        break;
                    case (2, 1):
                        protocol = inner.Value[0];
                        break;
                    case (2, 2):
                        sourcePort = BinaryPrimitives.ReadUInt16BigEndian(inner.Value);
                        break;
                    case (2, 3):
                        destinationPort = BinaryPrimitives.ReadUInt16BigEndian(inner.Value);
                        break;
                }
            }
        }

        return new ConntrackTuple(_family == ConntrackTable.InternetV6, source, destination, protocol, sourcePort, destinationPort);
    }

    private static UInt128 Number(ReadOnlySpan<byte> address) =>
        address.Length == 16 ? BinaryPrimitives.ReadUInt128BigEndian(address) : BinaryPrimitives.ReadUInt32BigEndian(address);
}

/// <summary>Names one entry of the connection tracking table for good: tuple, zone and the kernel's id.</summary>
public sealed class ConntrackReference
{
    internal ConntrackReference(byte family, byte[] original, byte[] id, byte[] zone)
    {
        Family = family;
        Original = original;
        Id = id;
        Zone = zone;
    }

    internal byte Family { get; }

    internal byte[] Original { get; }

    internal byte[] Id { get; }

    internal byte[] Zone { get; }
}
