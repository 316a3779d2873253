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

    private const int IpAt = EthernetFrame.HeaderLength, ChecksumAt = IpAt + 10, SourceAt = IpAt + 12, TransportAt = IpAt + 20;

    /// <summary>Sends TCP SYNs.</summary>
    public static Task<long> SynsAsync(Laboratory lab, LabStation to, ushort port, long packets) => SendAsync(
        lab.Outside, to.V4.Address, IpProtocol.Tcp, checksumAt: 16, source => Transport.Tcp(source, to.V4.Address, 1024, port, TcpFlags.Syn, default), packets);

    /// <summary>Sends UDP packets.</summary>
    public static Task<long> DatagramsAsync(Laboratory lab, LabStation to, ushort port, long packets) => SendAsync(
        lab.Outside, to.V4.Address, IpProtocol.Udp, checksumAt: 6, source => Transport.Udp(source, to.V4.Address, 1024, port, default), packets);

    /// <returns>How many the device has transmitted.</returns>
    private static Task<long> SendAsync(
        LabStation from, IpAddress to, IpProtocol protocol, int checksumAt, Func<IpAddress, byte[]> packet, long packets) => from.Namespace.RunAsync(() =>
    {
        using var port = PacketSocket.Open("eth0", filter: [FilterInstruction.Return(keep: false)]);
        var first = IpAddress.V4(FirstSource);
        byte[] frame = EthernetFrame.Around(from.GatewayMac, from.Mac, packet(first));
        long sent = 0;
        for (uint i = 0; i < packets; i++)
        {
            var source = IpAddress.V4(FirstSource + i);
            source.WriteBytes(frame.AsSpan(SourceAt));
            // What a checksum is made of has zeros where the checksum will be.
            Span<byte> header = frame.AsSpan(ChecksumAt, 2), segment = frame.AsSpan(TransportAt + checksumAt, 2);
            header.Clear();
            segment.Clear();
            BinaryPrimitives.WriteUInt16BigEndian(header, InternetChecksum.Of(frame.AsSpan(IpAt, TransportAt - IpAt)));
            BinaryPrimitives.WriteUInt16BigEndian(segment, InternetChecksum.OfTransport(source, to, protocol.Number, frame.AsSpan(TransportAt)));
            sent += port.TrySend(frame) ? 1 : 0;
        }

        return sent;
    });
}
