using Ringfence.Linux.Packets;

namespace Ringfence.Lab.Packets;

/// <summary>
/// What a station's capture keeps: IP packets of the probes' traffic class, and everything that is not IP. Conversations between kernels on the same device, which may be
/// many megabytes, never enter the capture's queue.
/// </summary>
internal static class ProbeFilter
{
    /// <summary>The traffic class (IPv4: type of service) that the laboratory's packets carry: an unassigned DSCP (RFC 2474), no ECN.</summary>
    public const byte TrafficClass = 0x2c;

    /// <summary>The filter's program, for frames with an untagged Ethernet header: the kernel takes a VLAN tag off before it captures.</summary>
    public static FilterInstruction[] Program { get; } =
    [
        FilterInstruction.LoadHalf(12),
        FilterInstruction.SkipIfEqual(EthernetFrame.IPv4Type, 0, 3),
        FilterInstruction.LoadHalf(14),
        FilterInstruction.And(0x00ff),
        FilterInstruction.SkipIfEqual(TrafficClass, 4, 5),
        FilterInstruction.SkipIfEqual(EthernetFrame.IPv6Type, 0, 3),
        FilterInstruction.LoadHalf(14),
        FilterInstruction.And(0x0ff0),
        FilterInstruction.SkipIfEqual(TrafficClass << 4, 0, 1),
        FilterInstruction.Return(keep: true),
        FilterInstruction.Return(keep: false),
    ];
}
