using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Analysis.Packets;

/// <summary>Addresses from <paramref name="First"/> to the next segment's first, or to the end of the family, are treated alike.</summary>
/// <param name="First">The lowest address.</param>
/// <param name="Row">Their row in the set's matrix.</param>
public readonly record struct AddressSegment(IpAddress First, int Row);

/// <summary>Services from <paramref name="First"/> to the next segment's first are treated alike.</summary>
/// <param name="First">The lowest service, as <see cref="ServicePoint"/> numbers them.</param>
/// <param name="Column">Their column in the set's matrix.</param>
public readonly record struct ServiceSegment(ServicePoint First, int Column);

/// <summary>
/// A protocol and destination port as one number: protocol × 65536 + port. A protocol without ports has its number with port 0, which stands for the whole protocol.
/// </summary>
public readonly record struct ServicePoint(int Value)
{
    /// <summary>One above the highest point.</summary>
    public const int End = 256 << 16;

    /// <summary>The point of a packet; the port is ignored for protocols without ports.</summary>
    public static ServicePoint Of(IpProtocol protocol, ushort port) => new((protocol.Number << 16) | (protocol.HasPorts ? port : 0));

    /// <summary>The protocol.</summary>
    public IpProtocol Protocol => new((byte)(Value >> 16));

    /// <summary>The port.</summary>
    public ushort Port => (ushort)Value;
}
