namespace Ringfence.Datapath;

/// <summary>How far a conversation has come; each state has its own age (enum rf_state in bpf/types.h).</summary>
public enum FlowState
{
    /// <summary>TCP: only the opener has spoken.</summary>
    TcpHalfOpen = 0,

    /// <summary>TCP: the other side has answered.</summary>
    TcpAnswered = 1,

    /// <summary>TCP: the opener has spoken again.</summary>
    TcpEstablished = 2,

    /// <summary>TCP: a FIN was seen.</summary>
    TcpClosing = 3,

    /// <summary>TCP: a RST was seen, of the instance or before there was a conversation.</summary>
    TcpClosed = 4,

    /// <summary>UDP: one side has spoken.</summary>
    UdpUnanswered = 5,

    /// <summary>UDP: both sides have spoken.</summary>
    UdpAnswered = 6,

    /// <summary>UDP: the opener has spoken after an answer.</summary>
    UdpStream = 7,

    /// <summary>ICMP and ICMPv6 queries.</summary>
    Icmp = 8,

    /// <summary>Any other protocol: one side has spoken.</summary>
    OtherUnanswered = 9,

    /// <summary>Any other protocol: both sides have spoken.</summary>
    OtherAnswered = 10,

    /// <summary>TCP: established, and a RST of the far side was seen, which may be anybody's: the flow expires sooner, and is established again when that side goes on.</summary>
    TcpReset = 11,
}
