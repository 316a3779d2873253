using Ringfence.Linux.Conntrack;
using Ringfence.Policy.Rules;

namespace Ringfence.Datapath.Flows;

/// <summary>
/// The flows that were cut and whose answers are barred for a while, so that the other end cannot reopen them. Bounded: when it is full, a refused flow
/// stays in the tracking table, where the rules refuse it.
/// </summary>
internal sealed class CutFlows(TimeProvider time, int most)
{
    /// <summary>How long an end may go on trying: TCP gives up after about a quarter of an hour (RFC 9293, 3.8.3), the rest is for applications that keep a dead connection.</summary>
    public static readonly TimeSpan BarTcp = TimeSpan.FromHours(1);

    /// <summary>UDP has no end; this is how long connection tracking itself remembers a conversation by default.</summary>
    public static readonly TimeSpan BarUdp = TimeSpan.FromSeconds(30);

    private readonly Dictionary<ConntrackTuple, CutFlow> _byReply = [];

    /// <summary>All that is barred now.</summary>
    public IReadOnlyCollection<CutFlow> Live
    {
        get
        {
            Expire();
            return _byReply.Values;
        }
    }

    /// <summary>How long answers of a protocol are barred; null for protocols without ports, whose flows cannot be told apart well enough.</summary>
    public static TimeSpan? BarFor(byte protocol) =>
        protocol == IpProtocol.Tcp.Number ? BarTcp : protocol == IpProtocol.Udp.Number ? BarUdp : null;

    /// <summary>Whether one more flow can be remembered.</summary>
    public bool HasRoom(int pending)
    {
        if (_byReply.Count + pending < most)
            return true;
        Expire();
        return _byReply.Count + pending < most;
    }

    /// <summary>What <paramref name="flow"/> will be when it is cut; null when nothing needs to be remembered.</summary>
    public CutFlow? Plan(RefusedFlow flow) => BarFor(flow.Original.Protocol) is { } bar
        ? new CutFlow(flow.Original, flow.Reply, flow.Sides, time.GetTimestamp() + (long)(bar.TotalSeconds * time.TimestampFrequency))
        : null;

    public void Add(CutFlow flow) => _byReply[flow.Reply] = flow;

    /// <summary>Takes over what another life has cut; what is known here is known better.</summary>
    public void Adopt(CutFlow flow) => _byReply.TryAdd(flow.Reply, flow);

    public void Remove(CutFlow flow) => _byReply.Remove(flow.Reply);

    private void Expire()
    {
        long now = time.GetTimestamp();
        foreach (var (reply, flow) in _byReply)
        {
            if (flow.Until <= now)
                _byReply.Remove(reply);
        }
    }
}
