using Ringfence.Policy.Addressing;
using Ringfence.Policy.Evaluation;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Ebpf.Reference;

/// <summary>What a link needs, by the one list of it.</summary>
internal static class ReferenceEssentials
{
    private const byte NeighbourAdvertisement = 136;

    /// <summary>Whether a packet passes or is dropped as one of the list; null: it is not of the list.</summary>
    public static bool? Judge(ReferenceInterface at, ReferencePacket packet, Direction direction)
    {
        if (packet.IsArp || packet.Fragment is not null)
            return null;
        if (AlwaysAllowed.Udp.Any(m =>
            packet.Protocol == 17 && m.Way == direction && m.Family == packet.Family && m.SourcePort == packet.SourcePort && m.DestinationPort == packet.DestinationPort && at.Allows(m.Kind)))
            return !at.ChecksClaims(direction) || at.Own.Contains(packet.Source) || (packet.Family == AddressFamily.IPv4 ? packet.Source.Value == 0 : IsLinkLocal(packet.Source));
        if (packet is not { Family: AddressFamily.IPv6, IcmpType: { } type })
            return null;
        if (!AlwaysAllowed.IcmpV6.Any(m => m.Way == direction && m.Type == type && m.HopLimit == packet.HopLimit && at.Allows(m.Kind)))
            return null;
        if (!at.ChecksAddress(direction))
            return true;
        if (!at.Own.Contains(packet.Source) && !IsLinkLocal(packet.Source) && packet.Source.Value != 0)
            return false;
        return type != NeighbourAdvertisement || !at.ChecksClaims(direction) || SpeaksOfItself(at, packet.Payload);
    }

    public static bool IsLinkLocal(IpAddress a) => a.Family == AddressFamily.IPv6 && a.Value >> 118 == 0x3fa;

    private static bool SpeaksOfItself(ReferenceInterface at, ReadOnlyMemory<byte> advertisement)
    {
        if (advertisement.Length < 24)
            return false;
        var target = IpAddress.FromBytes(advertisement.Span[8..24]);
        return at.Own.Contains(target) || IsLinkLocal(target);
    }
}
