using Ringfence.Policy.Addressing;

namespace Ringfence.Policy.Analysis.Replay;

/// <summary>
/// Both directions of one conversation as one key: the two ends in an order of their own. 40 bytes.
/// </summary>
internal readonly record struct FlowKey(ulong LowHigh, ulong LowLow, ulong HighHigh, ulong HighLow, ulong Rest)
{
    /// <summary>The key of a packet's conversation.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="isForward">True when the packet's source is the key's first end.</param>
    public static FlowKey Of(in TracedPacket packet, out bool isForward)
    {
        var (sourceHigh, sourceLow, destinationHigh, destinationLow) = packet.Halves;
        isForward = sourceHigh != destinationHigh ? sourceHigh < destinationHigh
            : sourceLow != destinationLow ? sourceLow < destinationLow
            : packet.SourcePort <= packet.DestinationPort;
        ulong kind = packet.Protocol.Number | (packet.Family == AddressFamily.IPv6 ? 256ul : 0);
        return isForward
            ? new(sourceHigh, sourceLow, destinationHigh, destinationLow, (kind << 32) | ((uint)packet.SourcePort << 16) | packet.DestinationPort)
            : new(destinationHigh, destinationLow, sourceHigh, sourceLow, (kind << 32) | ((uint)packet.DestinationPort << 16) | packet.SourcePort);
    }

    /// <summary>A hash whose upper bits are good.</summary>
    public ulong Hash()
    {
        ulong hash = (LowLow ^ (HighLow << 32) ^ (HighLow >> 32)) * 0x9E3779B97F4A7C15;
        hash = (hash ^ (hash >> 29) ^ Rest) * 0xBF58476D1CE4E5B9;
        if ((LowHigh | HighHigh) != 0)
            hash = (hash ^ (hash >> 32) ^ LowHigh ^ (HighHigh << 31) ^ (HighHigh >> 33)) * 0x94D049BB133111EB;
        return hash ^ (hash >> 31);
    }
}
