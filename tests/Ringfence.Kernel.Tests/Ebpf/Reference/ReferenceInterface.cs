using Ringfence.Policy.Addressing;
using Ringfence.Policy.Evaluation;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Ebpf.Reference;

/// <summary>What of an interface and its host, beside the rules, decides about packets.</summary>
internal sealed record ReferenceInterface
{
    public required InterfaceRole Role { get; init; }

    public required IReadOnlySet<IpAddress> Own { get; init; }

    /// <summary>Null: not known.</summary>
    public required ulong? Mac { get; init; }

    /// <summary>Of a guest also the MAC, and what it says of addresses to its neighbours.</summary>
    public required bool SourceCheck { get; init; }

    public required LinkEssentials Allowed { get; init; }

    /// <summary>TCP ports that a machine keeps open.</summary>
    public required IReadOnlySet<ushort> Failsafe { get; init; }

    /// <summary>False: a device that carries bare IP packets (tun, WireGuard).</summary>
    public required bool HasLinkHeader { get; init; }

    /// <summary>Whether the machine's routing table sends packets for an address on.</summary>
    public required Func<IpAddress, bool> IsRouted { get; init; }

    /// <summary>Whether packets of the instance must have one of its addresses as source.</summary>
    public bool ChecksAddress(Direction direction) => SourceCheck && direction == Direction.Egress;

    /// <summary>Whether it is checked too which addresses and MAC the instance says it has. A machine answers for others (proxy ARP), and asks for an address of its own wherever it was.</summary>
    public bool ChecksClaims(Direction direction) => ChecksAddress(direction) && Role == InterfaceRole.Guest;

    public bool Allows(LinkEssentials essential) => (Allowed & essential) != 0;
}

/// <summary>A packet with what the socket buffer says beside the bytes.</summary>
/// <param name="Bytes">The frame; a bare IP packet where the device has no link header.</param>
/// <param name="Outward">The instance sends it.</param>
/// <param name="CameInBy">Index of the device that it came in by; 0: made on this machine.</param>
/// <param name="Segments">Not 0: the stack holds it as one that is cut later.</param>
/// <param name="IsMutated">It was damaged after it was made.</param>
internal readonly record struct RandomFrame(byte[] Bytes, bool Outward, uint CameInBy, uint Segments, bool IsMutated);
