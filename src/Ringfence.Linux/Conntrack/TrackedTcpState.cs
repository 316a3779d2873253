namespace Ringfence.Linux.Conntrack;

/// <summary>What connection tracking thinks of a TCP conversation (enum tcp_conntrack).</summary>
public enum TrackedTcpState : byte
{
    /// <summary>Not TCP, or nothing seen.</summary>
    None = 0,

    /// <summary>SYN seen.</summary>
    SynSent = 1,

    /// <summary>SYN and ACK seen.</summary>
    SynReceived = 2,

    /// <summary>Established.</summary>
    Established = 3,

    /// <summary>A FIN from one side.</summary>
    FinWait = 4,

    /// <summary>The FIN was acknowledged.</summary>
    CloseWait = 5,

    /// <summary>FINs from both sides.</summary>
    LastAck = 6,

    /// <summary>Closed in order.</summary>
    TimeWait = 7,

    /// <summary>A RST seen.</summary>
    Close = 8,

    /// <summary>SYNs from both sides.</summary>
    SynSentBySecond = 9,
}
