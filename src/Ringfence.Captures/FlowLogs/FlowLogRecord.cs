using System.Buffers.Text;
using System.Text;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Analysis.Replay;
using Ringfence.Policy.Rules;

namespace Ringfence.Captures.FlowLogs;

/// <summary>A record while its fields are read, whatever form they have. Says the first thing that is wrong.</summary>
internal ref struct FlowLogRecord
{
    private const int Syn = 2, Ack = 16;

    private IpAddress? _source;
    private IpAddress? _destination;
    private int _protocol;
    private int _sourcePort;
    private int _destinationPort;
    private long _packets;
    private long _bytes;
    private long _start;
    private int _flags;
    private bool _isRejected;

    public FlowLogRecord() => (_protocol, _flags, _packets) = (-1, -1, 1);

    /// <summary>True for a record that says that nothing flowed, or was kept.</summary>
    public bool HasNoData { get; private set; }

    /// <summary>What is wrong; null so far.</summary>
    public string? Fault { get; private set; }

    /// <summary>Takes a field. <c>-</c> is nothing.</summary>
    public void Take(FlowLogField field, ReadOnlySpan<byte> value)
    {
        if (value.SequenceEqual("-"u8) || value.IsEmpty)
            return;
        switch (field)
        {
            case FlowLogField.Source:
                _source = Address(value, "source");
                break;
            case FlowLogField.Destination:
                _destination = Address(value, "destination");
                break;
            case FlowLogField.SourcePort:
                _sourcePort = (int)Number(value, ushort.MaxValue, "source port");
                break;
            case FlowLogField.DestinationPort:
                _destinationPort = (int)Number(value, ushort.MaxValue, "destination port");
                break;
            case FlowLogField.Protocol:
                _protocol = Protocol(value);
                break;
            case FlowLogField.Packets:
                _packets = Number(value, long.MaxValue, "number of packets");
                break;
            case FlowLogField.Bytes:
                _bytes = Number(value, long.MaxValue, "number of bytes");
                break;
            case FlowLogField.Start:
                _start = Number(value, long.MaxValue / 1_000_000_000, "start");
                break;
            case FlowLogField.TcpFlags:
                _flags = (int)Number(value, byte.MaxValue, "TCP flags");
                break;
            case FlowLogField.Action:
                _isRejected = value.SequenceEqual("REJECT"u8);
                break;
            case FlowLogField.Status:
                HasNoData = !value.SequenceEqual("OK"u8);
                break;
            default:
                break;
        }
    }

    /// <summary>The packet that the record stands for; false, and <see cref="Fault"/>, when something is missing or wrong.</summary>
    public bool TryFinish(out TracedPacket packet)
    {
        packet = default;
        if (Fault is null && (_source is null || _destination is null || _protocol < 0))
            Fault = "It has no source, destination or protocol.";
        if (Fault is null && _source!.Value.Family != _destination!.Value.Family)
            Fault = "Source and destination are of different families.";
        if (Fault is not null)
            return false;
        var protocol = new IpProtocol((byte)_protocol);
        packet = new TracedPacket(_source!.Value, _destination!.Value)
        {
            Protocol = protocol,
            SourcePort = protocol.HasPorts ? (ushort)_sourcePort : (ushort)0,
            DestinationPort = protocol.HasPorts ? (ushort)_destinationPort : (ushort)0,
            Role = protocol != IpProtocol.Tcp || _flags < 0 ? PacketRole.Unknown : (_flags & (Syn | Ack)) switch { Syn => PacketRole.Opens, Syn | Ack => PacketRole.Answers, _ => PacketRole.Unknown },
            Time = _start * 1_000_000_000,
            Packets = _packets,
            Bytes = _bytes,
            WasRejected = _isRejected,
        };
        return true;
    }

    private IpAddress? Address(ReadOnlySpan<byte> text, string what)
    {
        const int longest = 45;
        Span<char> characters = stackalloc char[longest];
        if (text.Length <= longest && Encoding.ASCII.TryGetChars(text, characters, out int length) && IpAddress.TryParse(characters[..length], out var address))
            return address;
        Fault ??= $"{Show(text)} is not the address of a {what}.";
        return null;
    }

    private long Number(ReadOnlySpan<byte> text, long most, string what)
    {
        if (Utf8Parser.TryParse(text, out long number, out int used) && used == text.Length && number >= 0 && number <= most)
            return number;
        Fault ??= $"{Show(text)} is not a {what}.";
        return 0;
    }

    private int Protocol(ReadOnlySpan<byte> text)
    {
        if (Utf8Parser.TryParse(text, out byte number, out int used) && used == text.Length)
            return number;
        foreach (var (name, protocol) in ((string, IpProtocol)[])[("tcp", IpProtocol.Tcp), ("udp", IpProtocol.Udp), ("icmp", IpProtocol.Icmp), ("icmpv6", IpProtocol.IcmpV6), ("gre", IpProtocol.Gre)])
        {
            if (Ascii.EqualsIgnoreCase(text, name))
                return protocol.Number;
        }

        Fault ??= $"{Show(text)} is not a protocol.";
        return -1;
    }

    private static string Show(ReadOnlySpan<byte> text) => $"'{Encoding.UTF8.GetString(text[..Math.Min(text.Length, 48)])}'";
}
