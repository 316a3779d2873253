namespace Ringfence.Linux.Conntrack;

/// <summary>One direction of a tracked flow. IPv4 addresses are in the low 32 bits.</summary>
/// <param name="IsIPv6">The family of both addresses.</param>
/// <param name="Source">Source address as a number, first wire byte most significant.</param>
/// <param name="Destination">Destination address likewise.</param>
/// <param name="Protocol">The IP protocol.</param>
/// <param name="SourcePort">0 for protocols without ports.</param>
/// <param name="DestinationPort">0 for protocols without ports.</param>
public readonly record struct ConntrackTuple(
    bool IsIPv6, UInt128 Source, UInt128 Destination, byte Protocol, ushort SourcePort, ushort DestinationPort);
