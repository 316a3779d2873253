using System.Runtime.CompilerServices;

namespace Ringfence.Policy.Analysis.Replay;

/// <summary>
/// Judges the packets of a trace in their order against one policy, or two. Knows flows: only the first packet of a conversation is judged, in the direction of whoever opened it; what follows
/// shares its fate. Memory does not grow with the trace; a packet of a known flow costs one look-up and allocates nothing. Not for two threads at once.
/// </summary>
/// <param name="policy">The policy.</param>
/// <param name="other">Another one, to see what it would treat differently; null for none.</param>
/// <param name="flows">How many conversations are kept apart at a time. Each takes 56 bytes.</param>
public sealed class ReplaySession(ReplayPolicy policy, ReplayPolicy? other = null, int flows = ReplaySession.UsualFlows)
{
    /// <summary>A million.</summary>
    public const int UsualFlows = 1 << 20;

    private const int Passed = -1, Dropped = -2, Foreign = -3;

    /// <summary>Ports below this are servers': Linux gives clients those from here on (<c>ip_local_port_range</c>).</summary>
    private const ushort FirstClientPort = 32768;

    private readonly ReplayFlows _flows = new(flows);
    private readonly ReplayRows _rows = new();
    private long _packets, _flowCount, _foreign, _passed, _dropped, _different, _guessed;

    /// <summary>Everything so far.</summary>
    public long Packets => _packets;

    /// <summary>Takes the next packet.</summary>
    public void Add(in TracedPacket packet)
    {
        Total.Add(ref _packets, packet.Packets);
        ref var flow = ref _flows.Find(packet, out bool isForward);
        if (flow.IsNew || (packet.Role == PacketRole.Opens && flow.OpenedForward != isForward))
            Open(ref flow, packet, isForward);
        if (flow.Row >= 0)
            _rows.Count(flow.Row, packet);
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
        Rows = _rows.ToRows(policy, other),
    };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Open(ref ReplayFlows.Entry flow, in TracedPacket packet, bool isForward)
    {
        // Where not even the ports tell, whoever is seen first: a guess as well.
        bool isGuessed = packet.Role == PacketRole.Unknown;
        bool isFromServer = packet.Protocol.HasPorts && packet.SourcePort < FirstClientPort && packet.DestinationPort >= FirstClientPort;
        bool isAnswer = packet.Role == PacketRole.Answers || (isGuessed && isFromServer);
        var first = isAnswer ? packet.Reversed() : packet;
        flow.IsNew = false;
        flow.OpenedForward = isForward != isAnswer;
        _flowCount++;
        _guessed += isGuessed ? 1 : 0;
        flow.Row = RowOf(first, isGuessed);
    }

    private int RowOf(in TracedPacket first, bool isGuessed)
    {
        var otherSite = ReplaySite.None;
        bool isJudged = policy.TryJudge(first, out var site);
        if (other is not null)
            isJudged |= other.TryJudge(first, out otherSite);
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
}
