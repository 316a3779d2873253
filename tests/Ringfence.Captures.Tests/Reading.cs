using System.Globalization;
using System.Text;
using Ringfence.Policy.Analysis.Replay;
using Ringfence.Policy.Rules;

namespace Ringfence.Captures.Tests;

/// <summary>Reads a whole trace.</summary>
internal static class Reading
{
    /// <summary>Everything in it, and the reader at its end.</summary>
    public static (List<TracedPacket> Packets, TraceReader Reader) Of(byte[] content, params string[] fields)
    {
        using var reader = TraceFile.Open(new Slow(content), fields.Length == 0 ? null : fields);
        var packets = new List<TracedPacket>();
        while (reader.TryRead(out var packet))
            packets.Add(packet);
        return (packets, reader);
    }

    public static (List<TracedPacket> Packets, TraceReader Reader) Of(string content, params string[] fields) => Of(Encoding.UTF8.GetBytes(content), fields);

    /// <summary><c>tcp 10.0.0.1:1000 10.0.0.2:80 Opens</c>.</summary>
    public static string Text(TracedPacket packet) => string.Create(
        CultureInfo.InvariantCulture,
        $"{packet.Protocol} {packet.Source}{Port(packet, packet.SourcePort)} {packet.Destination}{Port(packet, packet.DestinationPort)}{(packet.Role == PacketRole.Unknown ? "" : $" {packet.Role}")}");

    private static string Port(TracedPacket packet, ushort port) =>
        packet.Protocol.HasPorts || packet.Protocol == IpProtocol.Icmp || packet.Protocol == IpProtocol.IcmpV6 ? string.Create(CultureInfo.InvariantCulture, $":{port}") : "";

    /// <summary>A stream that gives a few bytes at a time, as a pipe may.</summary>
    private sealed class Slow(byte[] content) : MemoryStream(content)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 777));
    }
}
