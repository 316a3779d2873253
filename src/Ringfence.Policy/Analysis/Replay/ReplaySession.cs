using System.Runtime.CompilerServices;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Analysis.Replay;

/// <summary>
/// Judges the packets of a trace in their order against one policy, or two. Knows flows, as a host does: a packet that opens one is judged, in the direction of whoever opened it, and what follows both ways
/// passes with it. What is dropped makes no flow, so the other end may still open one. Memory does not grow with the trace; a packet of a known flow costs one look-up and allocates nothing. Not for two
/// threads at once.
/// </summary>
/// <param name="policy">The policy.</param>
/// <param name="other">Another one, to see what it would treat differently; null for none.</param>
/// <param name="flows">How many conversations are kept apart at a time. Each takes 64 bytes.</param>
public sealed class ReplaySession(ReplayPolicy policy, ReplayPolicy? other = null, int flows = ReplaySession.UsualFlows)
{
    /// <summary>A million.</summary>
    public const int UsualFlows = 1 << 20;

    private const int Passed = -1, Dropped = -2, Foreign = -3, NotJudged = -4;

    /// <summary>Ports below this are servers': Linux gives clients those from here on (<c>ip_local_port_range</c>).</summary>
    private const ushort FirstClientPort = 32768;

    private readonly ReplayFlows _flows = new(flows);
    private readonly ReplayRows _rows = new();
    private long _packets, _flowCount, _foreign, _passed, _dropped, _different, _guessed, _passedNeighbours, _droppedNeighbours;

    /// <summary>Everything so far.</summary>
    public long Packets => _packets;

    /// <summary>Takes the next packet.</summary>
    public void Add(in TracedPacket packet)
    {
        Total.Add(ref _packets, packet.Packets);
        if (packet.Role == PacketRole.Neighbours)
        {
            Total.Add(ref policy.PassesNeighbours(packet) ? ref _passedNeighbours : ref _droppedNeighbours, packet.Packets);
            return;
        }

        ref var flow = ref _flows.Find(packet, out bool isForward);
        if (flow.IsNew || OpensAgain(flow, packet, isForward))
            Begin(ref flow);
        bool isByFirst = IsOpenedByFirst(flow, packet, isForward);
        if (packet.Role != PacketRole.Unknown)
            Tell(ref flow, packet.Protocol, isByFirst);
        ref int row = ref isByFirst ? ref flow.FirstRow : ref flow.SecondRow;
        if (row == NotJudged)
            Open(ref flow, packet, isForward, isByFirst);
        if (row >= 0)
            _rows.Count(row, packet);
    }

    /// <summary>What was found so far.</summary>
    public ReplayReport Report() => new()
    {
        Packets = _packets,
        Flows = _flowCount,
        ForeignFlows = _foreign,
        PassedFlows = _passed,
        DroppedFlows = _dropped,
        DifferentFlows = _different,
        GuessedFlows = _guessed,
        ForgottenFlows = _flows.Forgotten,
        PassedNeighbours = _passedNeighbours,
        DroppedNeighbours = _droppedNeighbours,
        Rows = _rows.ToRows(policy, other),
    };

    private static void Begin(ref ReplayFlows.Entry flow)
    {
        flow.IsNew = false;
        flow.IsOpenerKnown = false;
        (flow.FirstRow, flow.SecondRow) = (NotJudged, NotJudged);
        (flow.Ends, flow.OtherEnds) = (FlowEnds.None, FlowEnds.None);
    }

    /// <summary>A SYN against a TCP flow that passes: the old one has ended, and its ports are used again.</summary>
    private static bool OpensAgain(in ReplayFlows.Entry flow, in TracedPacket packet, bool isForward) =>
        packet.Role == PacketRole.Opens && packet.Protocol == IpProtocol.Tcp && flow.OpenedByFirst != isForward && (flow.Ends == FlowEnds.Both || flow.OtherEnds == FlowEnds.Both);

    /// <summary>
    /// Which end the packet speaks of as the opener. Where neither it nor what came before says so, the ports do; where they do not, it may open a flow itself.
    /// </summary>
    private static bool IsOpenedByFirst(in ReplayFlows.Entry flow, in TracedPacket packet, bool isForward)
    {
        if (packet.Role != PacketRole.Unknown)
            return isForward == (packet.Role == PacketRole.Opens);
        if (flow.IsOpenerKnown)
            return flow.OpenedByFirst;
        bool isFromServer = packet.Protocol.HasPorts && packet.SourcePort < FirstClientPort && packet.DestinationPort >= FirstClientPort;
        return isForward != isFromServer;
    }

    /// <summary>
    /// In the middle of a TCP conversation nobody opens one, and of ICMP only queries do, which say so; of other protocols any packet of either end may.
    /// </summary>
    private static void Tell(ref ReplayFlows.Entry flow, IpProtocol protocol, bool isByFirst)
    {
        flow.OpenedByFirst = isByFirst;
        flow.IsOpenerKnown = protocol.Number is 1 or 6 or 58;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Open(ref ReplayFlows.Entry flow, in TracedPacket packet, bool isForward, bool isByFirst)
    {
        bool isGuessed = packet.Role == PacketRole.Unknown;
        bool wasOpen = flow.Ends == FlowEnds.Both || flow.OtherEnds == FlowEnds.Both;
        if (!wasOpen)
            flow.OpenedByFirst = isByFirst;
        if (packet.Protocol.Number is 1 or 58)
            flow.IsOpenerKnown = true;
        _flowCount++;
        _guessed += isGuessed ? 1 : 0;

        var (ends, otherEnds) = isByFirst ? (flow.Ends, flow.OtherEnds) : (Swapped(flow.Ends), Swapped(flow.OtherEnds));
        int row = RowOf(isForward == isByFirst ? packet : packet.Reversed(), isGuessed, ref ends, ref otherEnds);
        (flow.Ends, flow.OtherEnds) = isByFirst ? (ends, otherEnds) : (Swapped(ends), Swapped(otherEnds));

        // Where it exists under every policy, no packet of it is judged any more; where it has come to exist under one of them, what was said of the other end's packets holds no longer.
        bool isOpen = ends == FlowEnds.Both && otherEnds == FlowEnds.Both;
        bool isFresh = !wasOpen && (ends == FlowEnds.Both || otherEnds == FlowEnds.Both);
        ref int same = ref isByFirst ? ref flow.FirstRow : ref flow.SecondRow;
        ref int opposite = ref isByFirst ? ref flow.SecondRow : ref flow.FirstRow;
        same = row;
        if (isOpen)
            opposite = row;
        else if (isFresh)
            opposite = NotJudged;
    }

    /// <summary>Judges what opens a flow, as its opener sends it.</summary>
    private int RowOf(in TracedPacket first, bool isGuessed, ref FlowEnds ends, ref FlowEnds otherEnds)
    {
        var otherSite = ReplaySite.None;
        bool isJudged = policy.TryJudge(first, ref ends, out var site);
        if (other is not null)
            isJudged |= other.TryJudge(first, ref otherEnds, out otherSite);
        else
            otherEnds = ends;
        if (!isJudged)
        {
            _foreign++;
            return Foreign;
        }

        bool isDifferent = other is not null && site.IsDrop != otherSite.IsDrop;
        if (isDifferent)
            _different++;
        else if (site.IsDrop)
            _dropped++;
        else
            _passed++;
        if (other is null ? site.IsDrop : isDifferent)
            return _rows.Open(site, otherSite, first, isGuessed);
        return site.IsDrop ? Dropped : Passed;
    }

    private static FlowEnds Swapped(FlowEnds ends) => (FlowEnds)((((int)ends & 1) << 1) | ((int)ends >> 1));
}
