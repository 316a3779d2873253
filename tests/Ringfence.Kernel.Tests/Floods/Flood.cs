using System.Buffers.Binary;
using Ringfence.Lab.Packets;
using Ringfence.Lab.Topology;
using Ringfence.Linux.Packets;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Floods;

/// <summary>Frames from the outside at full speed, each with another source address that nobody has.</summary>
internal static class Flood
{
    /// <summary>Not a documentation block, so no other test's; routed to the outside.</summary>
    private const uint FirstSource = 0x0b00_0001;

    /// <summary>How many sources later a source's ACK comes: its SYN has long been answered.</summary>
    private const uint AcksBehind = 1000;

    private const int IpAt = EthernetFrame.HeaderLength, ChecksumAt = IpAt + 10, SourceAt = IpAt + 12, TransportAt = IpAt + 20;

    /// <summary>Sends TCP SYNs.</summary>
    public static Task<long> SynsAsync(Laboratory lab, LabStation to, ushort port, long packets) => SendAsync(lab.Outside, packets, Segments(lab, to, port, TcpFlags.Syn));

    /// <summary>Sends TCP SYNs, and for each an ACK of a number that nobody has said, as soon as it may have been answered.</summary>
    public static Task<long> BlindHandshakesAsync(Laboratory lab, LabStation to, ushort port, long handshakes) => SendAsync(
        lab.Outside, handshakes, Segments(lab, to, port, TcpFlags.Syn), Segments(lab, to, port, TcpFlags.Ack));

    /// <summary>Sends UDP packets.</summary>
    public static Task<long> DatagramsAsync(Laboratory lab, LabStation to, ushort port, long packets) => SendAsync(
        lab.Outside, packets, new Template(lab.Outside, to, IpProtocol.Udp, checksumAt: 6, source => Transport.Udp(source, to.V4.Address, 1024, port, default)));

    private static Template Segments(Laboratory lab, LabStation to, ushort port, TcpFlags flags) =>
        new(lab.Outside, to, IpProtocol.Tcp, checksumAt: 16, source => Transport.Tcp(source, to.V4.Address, 1024, port, flags, default));

    /// <summary>From each source the first of the templates; the second, where there is one, <see cref="AcksBehind"/> sources behind.</summary>
    /// <returns>How many the device has transmitted.</returns>
    private static Task<long> SendAsync(LabStation from, long sources, Template first, Template? second = null) => from.Namespace.RunAsync(() =>
    {
        using var port = PacketSocket.Open("eth0", filter: [FilterInstruction.Return(keep: false)]);
        long sent = 0;
        for (uint i = 0; i < sources; i++)
        {
            sent += port.TrySend(first.From(i)) ? 1 : 0;
            if (second is not null && i >= AcksBehind)
                sent += port.TrySend(second.From(i - AcksBehind)) ? 1 : 0;
        }

        return sent;
    });

    /// <summary>A frame that is written anew for each source.</summary>
    private sealed class Template(LabStation from, LabStation to, IpProtocol protocol, int checksumAt, Func<IpAddress, byte[]> packet)
    {
        private readonly byte[] _frame = EthernetFrame.Around(from.GatewayMac, from.Mac, packet(IpAddress.V4(FirstSource)));

        public ReadOnlySpan<byte> From(uint index)
        {
            var source = IpAddress.V4(FirstSource + index);
            source.WriteBytes(_frame.AsSpan(SourceAt));
            // What a checksum is made of has zeros where the checksum will be.
            Span<byte> header = _frame.AsSpan(ChecksumAt, 2), segment = _frame.AsSpan(TransportAt + checksumAt, 2);
            header.Clear();
            segment.Clear();
            BinaryPrimitives.WriteUInt16BigEndian(header, InternetChecksum.Of(_frame.AsSpan(IpAt, TransportAt - IpAt)));
            BinaryPrimitives.WriteUInt16BigEndian(segment, InternetChecksum.OfTransport(source, to.V4.Address, protocol.Number, _frame.AsSpan(TransportAt)));
            return _frame;
        }
    }
}
