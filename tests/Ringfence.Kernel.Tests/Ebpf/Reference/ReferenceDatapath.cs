using Ringfence.Datapath;
using Ringfence.Datapath.Ebpf.Layout;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Ebpf.Reference;

/// <summary>What section 2 of the design says of each packet at one interface, with a dictionary of flows. No ages: tests are shorter than any.</summary>
internal sealed class ReferenceDatapath
{
    private readonly Dictionary<Key, Flow> _flows = [];
    private readonly Dictionary<(IpAddress, IpAddress, uint, byte), Datagram> _datagrams = [];

    /// <summary>Judges the first packet of a flow: direction, far address, protocol, destination port; whether it opens one now or had opened it.</summary>
    public required Func<Direction, IpAddress, byte, ushort, bool, bool> Policy { get; set; }

    /// <summary>Grows with each change of the policy.</summary>
    public int Generation { get; set; }

    public required ReferenceInterface Interface { get; set; }

    public int Flows => _flows.Count;

    public int Datagrams => _datagrams.Count;

    public void Forget()
    {
        _flows.Clear();
        _datagrams.Clear();
    }

    /// <summary>
    /// A packet of one of the machine's own conversations that is said to be forwarded: a machine does not forward from or to its own addresses, and the program does not ask
    /// again for a flow that it knows.
    /// </summary>
    public bool IsImpossible(RandomFrame frame) =>
        ReferencePacket.Read(frame.Bytes, Interface.HasLinkHeader, frame.Segments != 0) is { IsArp: false } packet
        && IsForwarded(packet, frame)
        && _flows.ContainsKey(new Key(packet, frame.Outward ? Direction.Egress : Direction.Ingress));

    public bool Passes(RandomFrame frame)
    {
        if (ReferencePacket.Read(frame.Bytes, Interface.HasLinkHeader, frame.Segments != 0) is not { } packet)
            return false;
        var direction = frame.Outward ? Direction.Egress : Direction.Ingress;
        bool isChecked = frame.Outward && Interface.SourceCheck;
        if (!packet.IsArp && IsForwarded(packet, frame))
            return true;
        if (isChecked && Interface is { Mac: { } mac, HasLinkHeader: true } && Number(frame.Bytes.AsSpan(6, 6)) != mac)
            return false;
        if (packet.IsArp)
            return Interface.Allows(KernelFeatures.AllowArp) && (!isChecked || SpeaksOfItself(packet.Arp.Span));
        if (packet.Fragment is null && LinkEssential(packet, frame.Outward, isChecked) is { } essential)
            return essential;
        if (isChecked && !Interface.Own.Contains(packet.Source))
            return false;
        if (packet.IsLaterFragment)
            return _datagrams.TryGetValue(Name(packet), out var datagram) && datagram.Enter(packet.Fragment!.Value, () => _datagrams.Remove(Name(packet)));
        bool passes = packet.IcmpType is { } type && IsError(packet.Family, type)
            ? Related(packet, direction)
            : FlowPasses(new Key(packet, direction), packet, direction);
        if (passes && packet.Fragment is { } first && !(packet.IcmpType is { } t && IsError(packet.Family, t)))
            _datagrams[Name(packet)] = new Datagram(first);
        return passes;
    }

    private static (IpAddress, IpAddress, uint, byte) Name(ReferencePacket packet) =>
        (packet.Source, packet.Destination, packet.Fragment!.Value.Id, packet.Fragment.Value.Protocol);

    private static ulong Number(ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        foreach (byte b in bytes)
            value = (value << 8) | b;
        return value;
    }

    private static bool IsError(AddressFamily family, int type) => family == AddressFamily.IPv4 ? type is 3 or 4 or 5 or 11 or 12 : type < 128;

    private static bool LinkLocal(IpAddress a) => a.Family == AddressFamily.IPv6 && a.Value >> 118 == 0x3fa;

    /// <summary>A machine's device: what it sends on for others is not its own.</summary>
    private bool IsForwarded(ReferencePacket packet, RandomFrame frame)
    {
        if (Interface.Role != InterfaceRole.Host)
            return false;
        if (frame.Outward)
            return frame.CameInBy != 0;
        return !Interface.Own.Contains(packet.Destination)
            && !StaysOnItsLink(packet.Source) && !StaysOnItsLink(packet.Destination) && !IsMulticast(packet.Destination)
            && Interface.IsRouted(packet.Destination);
    }

    /// <summary>IPv6 addresses that no router sends on (RFC 4291: link-local, multicast as a source, loopback).</summary>
    private static bool StaysOnItsLink(IpAddress a) => a.Family == AddressFamily.IPv6 && (LinkLocal(a) || IsMulticast(a) || a.Value == 1);

    private static bool IsMulticast(IpAddress a) => a.Family == AddressFamily.IPv4
        ? a.Value >> 28 == 0xe || a.Value == uint.MaxValue
        : a.Value >> 120 == 0xff;

    private bool SpeaksOfItself(ReadOnlySpan<byte> arp) =>
        (Interface.Mac is not { } mac || Number(arp[8..14]) == mac)
        && (Number(arp[14..18]) == 0 || Interface.Own.Contains(IpAddress.FromBytes(arp[14..18])));

    private bool? LinkEssential(ReferencePacket packet, bool outward, bool isChecked)
    {
        bool sourceOk = !isChecked || Interface.Own.Contains(packet.Source) || LinkLocal(packet.Source);
        if (packet.Protocol == 17)
        {
            var (local, remote) = outward ? (packet.SourcePort, packet.DestinationPort) : (packet.DestinationPort, packet.SourcePort);
            if (packet.Family == AddressFamily.IPv4 && local == 68 && remote == 67 && Interface.Allows(KernelFeatures.AllowDhcp))
                return !isChecked || packet.Source.Value == 0 || Interface.Own.Contains(packet.Source);
            return packet.Family == AddressFamily.IPv6 && local == 546 && remote == 547 && Interface.Allows(KernelFeatures.AllowDhcpV6) ? sourceOk : null;
        }

        if (packet.Family != AddressFamily.IPv6 || packet.IcmpType is not { } type)
            return null;
        sourceOk |= packet.Source.Value == 0;
        if (type is 130 or 131 or 132 or 143)
            return packet.HopLimit == 1 && Interface.Allows(KernelFeatures.AllowMulticastListener) ? sourceOk : null;
        if (packet.HopLimit != 255 || !Interface.Allows(type is 133 or 134 ? KernelFeatures.AllowRouterDiscovery : KernelFeatures.AllowNeighbourDiscovery))
            return null;
        switch (type)
        {
            case 133 when outward || Interface.Role == InterfaceRole.Host:
            case 134 when !outward:
            case 135:
                return sourceOk;
            case 136:
                if (!isChecked)
                    return true;
                if (!sourceOk || packet.Payload.Length < 24)
                    return false;
                var target = IpAddress.FromBytes(packet.Payload.Span[8..24]);
                return Interface.Own.Contains(target) || LinkLocal(target);
            default:
                return null;
        }
    }

    private bool Related(ReferencePacket error, Direction direction)
    {
        var inner = error.Payload[8..];
        var b = inner.Span;
        bool v4 = error.Family == AddressFamily.IPv4;
        if (b.Length < (v4 ? 20 : 40) || b[0] >> 4 != (v4 ? 4 : 6))
            return false;
        int at = v4 ? (b[0] & 15) * 4 : 40;
        byte protocol = v4 ? b[9] : b[6];
        if (v4 && (at < 20 || ((b[6] & 0x1f) | b[7]) != 0))
            return false;
        for (int i = 0; !v4 && i < 8 && protocol is 0 or 43 or 44 or 51 or 60 && !v4; i++)
        {
            if (b.Length < at + 8 || (protocol == 44 && (b[at + 2] != 0 || (b[at + 3] & 0xf8) != 0)))
                return false;
            int length = protocol == 44 ? 8 : protocol == 51 ? (b[at + 1] + 2) * 4 : (b[at + 1] + 1) * 8;
            protocol = b[at];
            at += length;
        }

        var source = IpAddress.FromBytes(v4 ? b[12..16] : b[8..24]);
        var destination = IpAddress.FromBytes(v4 ? b[16..20] : b[24..40]);
        if (source != error.Destination)
            return false;
        ushort sourcePort = 0, destinationPort = 0;
        if (protocol is 6 or 17)
        {
            if (b.Length < at + 4)
                return false;
            sourcePort = (ushort)Number(b[at..(at + 2)]);
            destinationPort = (ushort)Number(b[(at + 2)..(at + 4)]);
        }
        else if (protocol == (v4 ? 1 : 58))
        {
            if (b.Length < at + 8 || !(v4 ? b[at] is 0 or 8 or >= 13 and <= 18 : b[at] is 128 or 129 or 139 or 140))
                return false;
            sourcePort = destinationPort = (ushort)Number(b[(at + 4)..(at + 6)]);
        }

        var key = direction == Direction.Ingress
            ? new Key(source, sourcePort, destination, destinationPort, protocol)
            : new Key(destination, destinationPort, source, sourcePort, protocol);
        return _flows.TryGetValue(key, out var flow) && Stands(key, flow);
    }

    private bool Stands(Key key, Flow flow)
    {
        if (flow.Generation == Generation)
            return true;
        flow.Generation = Generation;
        if (Judge(key, flow.Opened, opens: false))
            return true;
        _flows.Remove(key);
        return false;
    }

    private bool Judge(Key key, Direction direction, bool opens) =>
        (direction == Direction.Ingress && Interface.Role == InterfaceRole.Host && key.Protocol == 6 && Interface.Failsafe.Contains(key.LocalPort))
        || Policy(direction, key.Remote, key.Protocol, direction == Direction.Ingress ? key.LocalPort : key.RemotePort, opens);

    private bool FlowPasses(Key key, ReferencePacket packet, Direction direction)
    {
        if (_flows.TryGetValue(key, out var flow))
        {
            if (key.Protocol == 6 && !flow.See(packet.TcpFlags, direction == flow.Opened))
                _flows.Remove(key);
            else
                return Stands(key, flow);
        }

        bool opens = packet.IcmpType is not { } type || (packet.Family == AddressFamily.IPv4 ? type is 8 or 13 or 15 or 17 : type is 128 or 139);
        if (!opens || !Judge(key, direction, opens: true))
            return false;
        _flows[key] = new Flow { Opened = direction, Generation = Generation, State = (packet.TcpFlags & 4) != 0 ? FlowState.TcpClosed : FlowState.TcpHalfOpen };
        return true;
    }

    internal readonly record struct Key(IpAddress Local, ushort LocalPort, IpAddress Remote, ushort RemotePort, byte Protocol)
    {
        public Key(ReferencePacket p, Direction direction)
            : this(
                direction == Direction.Egress ? p.Source : p.Destination,
                p.IcmpId ?? (direction == Direction.Egress ? p.SourcePort : p.DestinationPort),
                direction == Direction.Egress ? p.Destination : p.Source,
                p.IcmpId ?? (direction == Direction.Egress ? p.DestinationPort : p.SourcePort),
                p.Protocol)
        {
        }
    }

    private sealed class Flow
    {
        private bool _confirmed, _resetByOpener;

        public required Direction Opened { get; init; }

        public int Generation { get; set; }

        public FlowState State { get; set; }

        /// <summary>False: a new conversation begins with this packet.</summary>
        public bool See(int flags, bool fromOpener)
        {
            bool fin = (flags & 1) != 0, syn = (flags & 2) != 0, rst = (flags & 4) != 0, ack = (flags & 16) != 0;
            if (State is FlowState.TcpClosing or FlowState.TcpClosed && syn && !ack && !rst)
                return false;
            if (rst)
            {
                if (State != FlowState.TcpClosed)
                    (State, _resetByOpener) = (FlowState.TcpClosed, fromOpener);
                return true;
            }

            if (State == FlowState.TcpClosed)
            {
                if (_confirmed && _resetByOpener == fromOpener && ack)
                    State = FlowState.TcpEstablished;
                return true;
            }

            if (State == FlowState.TcpHalfOpen && !fromOpener)
                State = FlowState.TcpAnswered;
            else if (State == FlowState.TcpAnswered && fromOpener && !syn)
                (State, _confirmed) = (FlowState.TcpEstablished, true);
            if (fin && State != FlowState.TcpHalfOpen)
                State = FlowState.TcpClosing;
            return true;
        }
    }

    private sealed class Datagram
    {
        private readonly SortedDictionary<int, int> _ranges = [];
        private int? _total;

        public Datagram((int Offset, bool More, uint Id, int Length, byte Protocol) first) => _ranges[0] = Units(first.Length);

        public bool Enter((int Offset, bool More, uint Id, int Length, byte Protocol) f, Action complete)
        {
            int from = f.Offset / 8, to = from + Units(f.Length);
            int? total = f.More ? _total : to;
            if (_total is { } known && (to > known || (!f.More && to != known)))
                return false;
            if (_ranges.Any(r => (from < r.Value && r.Key < to) || r.Value > (total ?? int.MaxValue)))
                return false;
            int before = _ranges.FirstOrDefault(r => r.Value == from, new(-1, -1)).Key;
            bool joins = before >= 0 || _ranges.ContainsKey(to);
            if (!joins && _ranges.Count == 4)
                return false;
            if (_ranges.Remove(to, out int end))
                to = end;
            _ranges[before >= 0 ? before : from] = to;
            _total = total;
            if (_total == to && _ranges.Count == 1 && _ranges.ContainsKey(0))
                complete();
            return true;
        }

        private static int Units(int bytes) => (bytes + 7) / 8;
    }
}
