using Ringfence.Bench.Datapath.Topology;
using Ringfence.Policy.Addressing;

namespace Ringfence.Bench.Datapath.Traffic;

/// <summary>A number of different flows: peers, and source ports of each.</summary>
/// <param name="Generator">Knows the peers.</param>
/// <param name="Family">Theirs.</param>
/// <param name="Peers">How many of them.</param>
/// <param name="Ports">Source ports of each.</param>
internal sealed record FlowSpace(FrameGenerator Generator, AddressFamily Family, int Peers, int Ports)
{
    private const ushort FirstPort = 1024;

    /// <summary>How many flows there are.</summary>
    public int Count => Peers * Ports;

    /// <summary>At least so many flows, as few ports as possible.</summary>
    public static FlowSpace AtLeast(FrameGenerator generator, AddressFamily family, int flows)
    {
        int peers = Math.Min(generator.Peers, flows);
        return new FlowSpace(generator, family, peers, (flows + peers - 1) / peers);
    }

    /// <summary>Packets of these flows in turn on a test bed.</summary>
    public FramePattern Pattern(LinkShape shape, bool isReply, long start)
    {
        var (destination, source) = (shape, isReply) switch
        {
            (LinkShape.Routed, false) => (Wiring.LeftMac, Wiring.SenderMac),
            (LinkShape.Routed, true) => (Wiring.RightMac, Wiring.ReceiverMac),
            (_, false) => (Wiring.ReceiverMac, Wiring.SenderMac),
            (_, true) => (Wiring.SenderMac, Wiring.ReceiverMac),
        };
        return new FramePattern
        {
            Next = (ulong)start,
            Peers = (uint)Peers,
            Ports = (uint)Ports,
            FirstPort = FirstPort,
            IsReply = isReply,
            Instance = Family == AddressFamily.IPv4 ? Wiring.Instance4 : Wiring.Instance6,
            Destination = destination,
            Source = source,
        };
    }
}
