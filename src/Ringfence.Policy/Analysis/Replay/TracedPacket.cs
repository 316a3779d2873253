using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Analysis.Replay;

/// <summary>What a packet says of who opened its flow.</summary>
public enum PacketRole : byte
{
    /// <summary>Nothing: it may be in the middle of a conversation.</summary>
    Unknown,

    /// <summary>Its sender opens the flow: a TCP SYN, an echo request.</summary>
    Opens,

    /// <summary>Its sender answers: a TCP SYN with ACK, an echo reply.</summary>
    Answers,

    /// <summary>It is an ICMPv6 message between neighbours, with the hop limit with which such are believed: it belongs to no flow, and no rule is asked.</summary>
    Neighbours,
}

/// <summary>
/// A packet of a capture, or a record of a flow log, which stands for several of one direction. 64 bytes, one line of the processor's cache: addresses are kept as halves.
/// </summary>
public readonly record struct TracedPacket
{
    private readonly ulong _sourceHigh;
    private readonly ulong _sourceLow;
    private readonly ulong _destinationHigh;
    private readonly ulong _destinationLow;

    /// <summary>An IPv4 packet.</summary>
    /// <param name="source">Who sent it, as a number in host order.</param>
    /// <param name="destination">To whom.</param>
    public TracedPacket(uint source, uint destination) => (_sourceLow, _destinationLow, Family) = (source, destination, AddressFamily.IPv4);

    /// <summary>An IPv6 packet.</summary>
    /// <param name="source">Who sent it, as a number.</param>
    /// <param name="destination">To whom.</param>
    public TracedPacket(UInt128 source, UInt128 destination)
    {
        (_sourceHigh, _sourceLow) = ((ulong)(source >> 64), (ulong)source);
        (_destinationHigh, _destinationLow) = ((ulong)(destination >> 64), (ulong)destination);
        Family = AddressFamily.IPv6;
    }

    /// <summary>A packet between two addresses of one family.</summary>
    public TracedPacket(IpAddress source, IpAddress destination)
        : this(source.Value, destination.Value) => Family = source.Family;

    /// <summary>The family of both addresses.</summary>
    public AddressFamily Family { get; private init; }

    /// <summary>The protocol.</summary>
    public IpProtocol Protocol { get; init; }

    /// <summary>Who opened the flow.</summary>
    public PacketRole Role { get; init; }

    /// <summary>True for a record that says it was refused when it was recorded.</summary>
    public bool WasRejected { get; init; }

    /// <summary>The source port; for an ICMP query its identifier, for a message between neighbours its type; 0 for other protocols.</summary>
    public ushort SourcePort { get; init; }

    /// <summary>The destination port; for an ICMP query its identifier; 0 for other protocols.</summary>
    public ushort DestinationPort { get; init; }

    /// <summary>When, in nanoseconds since 1970.</summary>
    public long Time { get; init; }

    /// <summary>How many packets it stands for.</summary>
    public long Packets { get; init; }

    /// <summary>How many bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>Who sent it.</summary>
    public IpAddress Source => new(Family, new UInt128(_sourceHigh, _sourceLow));

    /// <summary>To whom.</summary>
    public IpAddress Destination => new(Family, new UInt128(_destinationHigh, _destinationLow));

    /// <summary>The halves of the addresses, as the key of a flow has them.</summary>
    internal (ulong SourceHigh, ulong SourceLow, ulong DestinationHigh, ulong DestinationLow) Halves => (_sourceHigh, _sourceLow, _destinationHigh, _destinationLow);

    /// <summary>The same packet sent the other way.</summary>
    internal TracedPacket Reversed() => new(Destination, Source)
    {
        Protocol = Protocol,
        Role = Role,
        WasRejected = WasRejected,
        SourcePort = DestinationPort,
        DestinationPort = SourcePort,
        Time = Time,
        Packets = Packets,
        Bytes = Bytes,
    };
}
