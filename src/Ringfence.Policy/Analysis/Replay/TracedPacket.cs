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
}

/// <summary>A packet of a capture, or a record of a flow log, which stands for several of one direction.</summary>
public readonly record struct TracedPacket
{
    /// <summary>Who sent it.</summary>
    public IpAddress Source { get; init; }

    /// <summary>To whom.</summary>
    public IpAddress Destination { get; init; }

    /// <summary>The protocol.</summary>
    public IpProtocol Protocol { get; init; }

    /// <summary>The source port; for an ICMP echo its identifier; 0 for other protocols.</summary>
    public ushort SourcePort { get; init; }

    /// <summary>The destination port; for an ICMP echo its identifier; 0 for other protocols.</summary>
    public ushort DestinationPort { get; init; }

    /// <summary>Who opened the flow.</summary>
    public PacketRole Role { get; init; }

    /// <summary>When, in nanoseconds since 1970.</summary>
    public long Time { get; init; }

    /// <summary>How many packets it stands for.</summary>
    public long Packets { get; init; }

    /// <summary>How many bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>True for a record that says it was refused when it was recorded.</summary>
    public bool WasRejected { get; init; }

    /// <summary>The same packet sent the other way.</summary>
    internal TracedPacket Reversed() => this with { Source = Destination, Destination = Source, SourcePort = DestinationPort, DestinationPort = SourcePort };
}
