using Ringfence.Policy.Addressing;
using Ringfence.Policy.Evaluation;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Ebpf.Reference;

/// <summary>What section 2 of the design says of each packet at one interface, with a dictionary of flows. No ages: tests are shorter than any.</summary>
internal sealed class ReferenceDatapath
{
    private readonly Dictionary<ReferenceKey, ReferenceFlow> _flows = [];

    /// <summary>Others' conversations behind a machine's own addresses.</summary>
    private readonly Dictionary<ReferenceKey, ReferenceFlow> _translated = [];
    private readonly Dictionary<(IpAddress, IpAddress, uint, byte), ReferenceDatagram> _datagrams = [];

    /// <summary>Judges the first packet of a flow: direction, far address, protocol, destination port; whether it opens one now or had opened it.</summary>
    public required Func<Direction, IpAddress, byte, ushort, bool, bool> Policy { get; set; }

    /// <summary>Grows with each change of the policy.</summary>
    public int Generation { get; set; }

    public required ReferenceInterface Interface { get; set; }

    public int Flows => _flows.Count + _translated.Count;

    public int Datagrams => _datagrams.Count;

    public void Forget()
    {
        _flows.Clear();
        _translated.Clear();
        _datagrams.Clear();
    }

    /// <summary>
    /// A packet of one of the machine's own conversations that is said to be forwarded: a machine does not forward from or to its own addresses, and the program does not ask
    /// again for a flow that it knows.
    /// </summary>
    public bool IsImpossible(RandomFrame frame) =>
        ReferencePacket.Read(frame.Bytes, Interface.HasLinkHeader, frame.Segments != 0) is { IsArp: false } packet
        && IsForwarded(packet, frame)
        && _flows.ContainsKey(new ReferenceKey(packet, frame.Outward ? Direction.Egress : Direction.Ingress));

    public bool Passes(RandomFrame frame)
    {
        if (ReferencePacket.Read(frame.Bytes, Interface.HasLinkHeader, frame.Segments != 0) is not { } packet)
            return false;
        var direction = frame.Outward ? Direction.Egress : Direction.Ingress;
        if (!packet.IsArp && IsForwarded(packet, frame))
        {
            if (frame.Outward)
                NoteTranslated(packet);
            return true;
        }

        if (Interface.ChecksClaims(direction) && Interface is { Mac: { } mac, HasLinkHeader: true } && Number(frame.Bytes.AsSpan(6, 6)) != mac)
            return false;
        if (packet.IsArp)
            return Interface.Allows(LinkEssentials.Arp) && (!Interface.ChecksClaims(direction) || SpeaksOfItself(packet.Arp.Span));
        if (ReferenceEssentials.Judge(Interface, packet, direction) is { } essential)
            return essential;
        if (Interface.ChecksAddress(direction) && !Interface.Own.Contains(packet.Source) && !AnswersFailsafe(packet, direction))
            return false;
        if (packet.IsLaterFragment)
            return _datagrams.TryGetValue(Name(packet), out var datagram) && datagram.Enter(packet.Fragment!.Value, () => _datagrams.Remove(Name(packet)));
        bool passes = packet.IsError
            ? Related(packet, direction)
            : FlowPasses(new ReferenceKey(packet, direction), packet, direction);
        if (!passes || packet.Fragment is not { } first || packet.IsError)
            return passes;
        // A second first overlaps.
        return _datagrams.TryAdd(Name(packet), new ReferenceDatagram(first));
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
    private static bool StaysOnItsLink(IpAddress a) => a.Family == AddressFamily.IPv6 && (ReferenceEssentials.IsLinkLocal(a) || IsMulticast(a) || a.Value == 1);

    private static bool IsMulticast(IpAddress a) => a.Family == AddressFamily.IPv4
        ? a.Value >> 28 == 0xe || a.Value == uint.MaxValue
        : a.Value >> 120 == 0xff;

    private bool SpeaksOfItself(ReadOnlySpan<byte> arp) =>
        (Interface.Mac is not { } mac || Number(arp[8..14]) == mac)
        && (Number(arp[14..18]) == 0 || Interface.Own.Contains(IpAddress.FromBytes(arp[14..18])));

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
        bool? sourceAsks = null;
        if (protocol is 6 or 17)
        {
            if (b.Length < at + 4)
                return false;
            sourcePort = (ushort)Number(b[at..(at + 2)]);
            destinationPort = (ushort)Number(b[(at + 2)..(at + 4)]);
        }
        else if (protocol == (v4 ? 1 : 58))
        {
            if (b.Length < at + 8 || IcmpMessages.Of(error.Family, b[at]) is not (IcmpMessage.Query or IcmpMessage.Answer))
                return false;
            sourcePort = destinationPort = (ushort)Number(b[(at + 4)..(at + 6)]);
            sourceAsks = IcmpMessages.Of(error.Family, b[at]) == IcmpMessage.Query;
        }

        var key = direction == Direction.Ingress
            ? new ReferenceKey(source, sourcePort, destination, destinationPort, protocol, sourceAsks)
            : new ReferenceKey(destination, destinationPort, source, sourcePort, protocol, !sourceAsks);
        if (_flows.TryGetValue(key, out var flow))
            return Stands(key, flow);
        return direction == Direction.Ingress && _translated.ContainsKey(key);
    }

    private bool Stands(ReferenceKey key, ReferenceFlow flow)
    {
        if (flow.Generation == Generation)
            return true;
        flow.Generation = Generation;
        if (Judge(key, flow.Opened, opens: false))
            return true;
        _flows.Remove(key);
        return false;
    }

    private bool Judge(ReferenceKey key, Direction direction, bool opens) =>
        (direction == Direction.Ingress && Interface.Role == InterfaceRole.Host && key.Protocol == 6 && Interface.Failsafe.Contains(key.LocalPort))
        || Policy(direction, key.Remote, key.Protocol, direction == Direction.Ingress ? key.LocalPort : key.RemotePort, opens);

    private bool FlowPasses(ReferenceKey key, ReferencePacket packet, Direction direction)
    {
        if (_flows.TryGetValue(key, out var flow))
        {
            if (key.Protocol == 6 && !flow.See(packet, direction))
                _flows.Remove(key);
            else
                return Stands(key, flow);
        }

        if (Interface.Role == InterfaceRole.Host && PassesFlowless(key, packet, direction))
            return true;
        if (!packet.Opens || !Judge(key, direction, opens: true))
            return false;
        _flows[key] = ReferenceFlow.Begin(packet, direction, Generation);
        return true;
    }

    /// <summary>A machine's: answers of failsafe services go out, answers to others behind its addresses come in.</summary>
    private bool PassesFlowless(ReferenceKey key, ReferencePacket packet, Direction direction)
    {
        if (direction == Direction.Egress)
            return AnswersFailsafe(packet, direction);
        if (BeginsConnection(packet) || !_translated.TryGetValue(key, out var flow))
            return false;
        if (key.Protocol != 6 || flow.See(packet, Direction.Ingress))
            return true;
        _translated.Remove(key);
        return false;
    }

    private bool AnswersFailsafe(ReferencePacket packet, Direction direction) =>
        Interface.Role == InterfaceRole.Host && direction == Direction.Egress && packet is { Protocol: 6, IsLaterFragment: false }
        && Interface.Failsafe.Contains(packet.SourcePort) && !BeginsConnection(packet);

    private static bool BeginsConnection(ReferencePacket packet) => packet.Protocol == 6 && (packet.TcpFlags & 0x12) == 2;

    /// <summary>Connection tracking has given it one of the machine's own addresses.</summary>
    private void NoteTranslated(ReferencePacket packet)
    {
        if (!packet.Opens || packet.IsLaterFragment || !Interface.Own.Contains(packet.Source))
            return;
        var key = new ReferenceKey(packet, Direction.Egress);
        if (!_translated.TryGetValue(key, out var flow) || (key.Protocol == 6 && !flow.See(packet, Direction.Egress)))
            _translated[key] = ReferenceFlow.Begin(packet, Direction.Egress, Generation);
    }
}
