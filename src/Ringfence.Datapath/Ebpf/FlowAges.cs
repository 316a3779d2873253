namespace Ringfence.Datapath.Ebpf;

/// <summary>
/// How long a flow lives without a packet, by state. Beside each: Linux' conntrack (net.netfilter.nf_conntrack_*_timeout*). Flows that nothing has confirmed moreover give
/// way when their buckets are full.
/// </summary>
public sealed record FlowAges
{
    /// <summary>The defaults.</summary>
    public static FlowAges Default { get; } = new();

    /// <summary>Only the opener has spoken. 60 s; conntrack: 120 s (SYN_SENT).</summary>
    public TimeSpan TcpHalfOpen { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The other side has answered. 60 s; conntrack: 60 s (SYN_RECV).</summary>
    public TimeSpan TcpAnswered { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>5 days; conntrack: 5 days.</summary>
    public TimeSpan TcpEstablished { get; init; } = TimeSpan.FromDays(5);

    /// <summary>A FIN was seen. 120 s; conntrack: 60 to 120 s (FIN_WAIT, CLOSE_WAIT, TIME_WAIT).</summary>
    public TimeSpan TcpClosing { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>The instance has reset, or the far side what was not established. 10 s; conntrack: 10 s (CLOSE).</summary>
    public TimeSpan TcpClosed { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The far side has reset what was established. 120 s; conntrack: 10 s, of a RST whose sequence number it has checked. Nobody checks it here, so it may be anybody's. After
    /// <see cref="TcpClosed"/> without a packet the flow gives way when its buckets are full.
    /// </summary>
    public TimeSpan TcpReset { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>30 s; conntrack: 30 s.</summary>
    public TimeSpan UdpUnanswered { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A question and its answer. 30 s; conntrack: 30 s until the flow is a stream.</summary>
    public TimeSpan UdpAnswered { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>120 s; conntrack: 120 s. One that others opened gives way after <see cref="UdpAnswered"/> without a packet when its buckets are full.</summary>
    public TimeSpan UdpStream { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>30 s; conntrack: 30 s.</summary>
    public TimeSpan Icmp { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>600 s; conntrack: 600 s (generic).</summary>
    public TimeSpan OtherUnanswered { get; init; } = TimeSpan.FromSeconds(600);

    /// <summary>600 s; conntrack: 600 s (generic).</summary>
    public TimeSpan OtherAnswered { get; init; } = TimeSpan.FromSeconds(600);

    /// <summary>How long later fragments may follow an accepted first. 30 s; net.ipv4.ipfrag_time: 30 s.</summary>
    public TimeSpan Fragments { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>An unconfirmed flow idle so long gives way to a new one when its buckets are full. 1 s; conntrack gives way at once (early drop).</summary>
    public TimeSpan EvictAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The age of a state.</summary>
    public TimeSpan Of(FlowState state) => state switch
    {
        FlowState.TcpHalfOpen => TcpHalfOpen,
        FlowState.TcpAnswered => TcpAnswered,
        FlowState.TcpEstablished => TcpEstablished,
        FlowState.TcpClosing => TcpClosing,
        FlowState.TcpClosed => TcpClosed,
        FlowState.TcpReset => TcpReset,
        FlowState.UdpUnanswered => UdpUnanswered,
        FlowState.UdpAnswered => UdpAnswered,
        FlowState.UdpStream => UdpStream,
        FlowState.Icmp => Icmp,
        FlowState.OtherUnanswered => OtherUnanswered,
        FlowState.OtherAnswered => OtherAnswered,
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };
}
