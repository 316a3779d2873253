using Ringfence.Datapath;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Ebpf.Reference;

/// <summary>One conversation, as the interface sees it. An ICMP query's identifier is both ports, and it matters who asks (null: no query).</summary>
internal readonly record struct ReferenceKey(IpAddress Local, ushort LocalPort, IpAddress Remote, ushort RemotePort, byte Protocol, bool? LocalAsks)
{
    public ReferenceKey(ReferencePacket p, Direction direction)
        : this(
            direction == Direction.Egress ? p.Source : p.Destination,
            p.IcmpId ?? (direction == Direction.Egress ? p.SourcePort : p.DestinationPort),
            direction == Direction.Egress ? p.Destination : p.Source,
            p.IcmpId ?? (direction == Direction.Egress ? p.DestinationPort : p.SourcePort),
            p.Protocol,
            p.IcmpId is null ? null : p.Opens == (direction == Direction.Egress))
    {
    }
}

/// <summary>How far a conversation has come.</summary>
internal sealed class ReferenceFlow
{
    private bool _refused;

    public static ReferenceFlow Begin(ReferencePacket packet, Direction direction, int generation) => new()
    {
        Opened = direction,
        Generation = generation,
        State = (packet.TcpFlags & 4) != 0 ? FlowState.TcpClosed : FlowState.TcpHalfOpen,
    };

    public required Direction Opened { get; init; }

    public int Generation { get; set; }

    public FlowState State { get; set; }

    /// <summary>False: a new conversation begins with this packet.</summary>
    public bool See(ReferencePacket packet, Direction way)
    {
        int flags = packet.TcpFlags;
        bool fromOpener = way == Opened, fromInstance = way == Direction.Egress;
        bool fin = (flags & 1) != 0, syn = (flags & 2) != 0, rst = (flags & 4) != 0, ack = (flags & 16) != 0;
        if (State is FlowState.TcpClosing or FlowState.TcpClosed or FlowState.TcpReset && syn && !ack && !rst)
            return false;
        if (rst)
        {
            if (!fromInstance && State is FlowState.TcpEstablished or FlowState.TcpReset)
                State = FlowState.TcpReset;
            else if (State != FlowState.TcpClosed)
                (State, _refused) = (FlowState.TcpClosed, fromInstance);
            return true;
        }

        if (State is FlowState.TcpClosed or FlowState.TcpReset)
        {
            if (State == FlowState.TcpReset ? !fromInstance && ack && !syn : _refused && fromInstance && packet.HasData && !syn)
                State = FlowState.TcpEstablished;
            return true;
        }

        if (State == FlowState.TcpHalfOpen && !fromOpener)
            State = FlowState.TcpAnswered;
        else if (State == FlowState.TcpAnswered && fromOpener && ack && !syn)
            State = FlowState.TcpEstablished;
        if (fin && State != FlowState.TcpHalfOpen)
            State = FlowState.TcpClosing;
        return true;
    }
}
