using Ringfence.Lab.Packets;
using Ringfence.Lab.Topology;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Lab.Probing;

/// <summary>
/// Packets to send from one end, and where they should come out. Each probe is the first packet of a new flow unless it says which ports to use.
/// </summary>
public sealed record Probe
{
    private Probe(LabAddress from, LabAddress to, IpProtocol protocol, ProbeMarker marker, IReadOnlyList<byte[]> packets)
    {
        From = from;
        To = to;
        Protocol = protocol;
        Marker = marker;
        Packets = packets;
    }

    /// <summary>The sender; the address may be one it does not have.</summary>
    public LabAddress From { get; }

    /// <summary>The far end.</summary>
    public LabAddress To { get; }

    /// <summary>The protocol of the packets.</summary>
    public IpProtocol Protocol { get; }

    /// <summary>What the captures look for.</summary>
    public ProbeMarker Marker { get; }

    /// <summary>IP packets, or whole frames when <see cref="AreFrames"/>.</summary>
    public IReadOnlyList<byte[]> Packets { get; private init; }

    /// <summary>True when <see cref="Packets"/> begin with their Ethernet header.</summary>
    public bool AreFrames { get; private init; }

    /// <summary>A TCP segment.</summary>
    public static Probe Tcp(LabAddress from, LabAddress to, ushort port, TcpFlags flags = TcpFlags.Syn, ushort? sourcePort = null) =>
        Of(from, to, IpProtocol.Tcp, marker => Transport.Tcp(from.Address, to.Address, sourcePort ?? ProbePorts.Next(), port, flags, marker));

    /// <summary>A UDP datagram.</summary>
    /// <param name="from">Sender.</param>
    /// <param name="to">Far end.</param>
    /// <param name="port">Destination port.</param>
    /// <param name="sourcePort">Source port; a new one when not given.</param>
    /// <param name="padding">Bytes of payload after the marker.</param>
    public static Probe Udp(LabAddress from, LabAddress to, ushort port, ushort? sourcePort = null, int padding = 0) =>
        Of(from, to, IpProtocol.Udp, marker =>
            Transport.Udp(from.Address, to.Address, sourcePort ?? ProbePorts.Next(), port, [.. marker, .. new byte[padding]]));

    /// <summary>An echo request or reply of the family's ICMP.</summary>
    public static Probe Echo(LabAddress from, LabAddress to, ushort? identifier = null, bool reply = false) =>
        Of(from, to, IpPacket.Icmp(from.Address.Family), marker =>
            Transport.Echo(from.Address, to.Address, identifier ?? ProbePorts.Next(), reply, marker));

    /// <summary>An ICMP error that quotes a packet of a flow. The marker follows the quote, where quotes may be cut.</summary>
    public static Probe Error(LabAddress from, LabAddress to, IcmpError error, byte[] quoted) =>
        Of(from, to, IpPacket.Icmp(from.Address.Family), marker =>
            Transport.Error(from.Address, to.Address, error, [.. Unmarked(quoted), .. marker]));

    /// <summary>A packet of any protocol without ports.</summary>
    public static Probe Other(LabAddress from, LabAddress to, IpProtocol protocol) =>
        Of(from, to, protocol, marker => protocol == IpProtocol.Sctp
            ? Transport.Sctp(from.Address, to.Address, ProbePorts.Next(), 5000, marker)
            : Transport.Other(from.Address, to.Address, protocol, marker));

    /// <summary>A packet made elsewhere; <paramref name="build"/> puts the marker's bytes into it.</summary>
    public static Probe Of(LabAddress from, LabAddress to, IpProtocol protocol, Func<byte[], byte[]> build)
    {
        var marker = ProbeMarker.Next();
        return new Probe(from, to, protocol, marker, [build(marker.ToBytes())]);
    }

    /// <summary>A frame made elsewhere.</summary>
    /// <param name="from">Sender.</param>
    /// <param name="to">Far end.</param>
    /// <param name="build">Puts the marker's bytes into the frame.</param>
    /// <param name="protocol">The IP protocol inside, if any: at the host, packets are read by their protocol.</param>
    public static Probe Frame(LabAddress from, LabAddress to, Func<byte[], byte[]> build, IpProtocol protocol = default) =>
        Of(from, to, protocol, build) with { AreFrames = true };

    /// <summary>
    /// The same datagram in fragments, each of which carries the marker: how many arrived can be counted.
    /// </summary>
    /// <param name="from">Sender.</param>
    /// <param name="to">Far end.</param>
    /// <param name="port">Destination port, in the first fragment only.</param>
    /// <param name="fragments">How many.</param>
    /// <param name="withoutFirst">Leaves the first one out.</param>
    public static Probe FragmentedUdp(LabAddress from, LabAddress to, ushort port, int fragments, bool withoutFirst = false)
    {
        // The largest that no IPv6 router may cut again or put together differently (the minimum MTU, RFC 8200, less both headers).
        const int Size = 1232;
        var marker = ProbeMarker.Next();
        var data = new byte[(Size * fragments) - 8];
        for (int i = 0; i < fragments; i++)
            marker.ToBytes().CopyTo(data, i == 0 ? 0 : (Size * i) - 8);
        var whole = Transport.Udp(from.Address, to.Address, ProbePorts.Next(), port, data);
        var parts = IpPacket.Fragment(whole, Size, (uint)marker.Number);
        return new Probe(from, to, IpProtocol.Udp, marker, [.. parts.Skip(withoutFirst ? 1 : 0)]);
    }

    /// <summary>The same packets in frames of a station's choice: another source address, a VLAN tag.</summary>
    public Probe InFrames(MacAddress? source = null, ushort? vlan = null)
    {
        var station = (LabStation)From.Node;
        return this with
        {
            AreFrames = true,
            Packets = [.. Packets.Select(packet => EthernetFrame.Around(station.NextHop(To.Node), source ?? station.Mac, packet, vlan))],
        };
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Protocol} {From} -> {To} #{Marker.Number}";

    /// <summary>A quote must not carry the quoted probe's own marker: the capture would take the error for that probe.</summary>
    private static byte[] Unmarked(byte[] quoted)
    {
        int header = quoted[0] >> 4 == 4 ? 20 : 40;
        return quoted[..Math.Min(quoted.Length, header + 8)];
    }
}
