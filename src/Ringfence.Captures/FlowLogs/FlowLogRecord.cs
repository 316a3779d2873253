using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Analysis.Replay;
using Ringfence.Policy.Rules;

namespace Ringfence.Captures.FlowLogs;

/// <summary>A record while its fields are read, whatever form they have. Says the first thing that is wrong.</summary>
internal ref struct FlowLogRecord
{
    private const int Syn = 2, Ack = 16;
    private const long Second = 1_000_000_000;

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
    private bool _isLocal;
    private Direction? _opened;

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
                _start = Number(value, long.MaxValue / Second, "start") * Second;
                break;
            case FlowLogField.TcpFlags:
                _flags = (int)Number(value, byte.MaxValue, "TCP flags");
                break;
            case FlowLogField.Local:
                (_destination, _isLocal) = (Address(value, "local end"), true);
                break;
            case FlowLogField.LocalPort:
                _destinationPort = (int)Number(value, ushort.MaxValue, "local port");
                break;
            case FlowLogField.Remote:
                (_source, _isLocal) = (Address(value, "remote end"), true);
                break;
            case FlowLogField.RemotePort:
                _sourcePort = (int)Number(value, ushort.MaxValue, "remote port");
                break;
            case FlowLogField.Direction:
                _opened = Way(value);
                break;
            case FlowLogField.Opened:
                _start = Date(value);
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
        if (Fault is null && _isLocal && _opened is null)
            Fault = "It has a local and a remote end, and no direction.";
        if (Fault is not null)
            return false;
        var protocol = new IpProtocol((byte)_protocol);
        bool isFromLocal = _isLocal && _opened == Direction.Egress;
        var (source, destination) = isFromLocal ? (_destination, _source) : (_source, _destination);
        var (sourcePort, destinationPort) = isFromLocal ? (_destinationPort, _sourcePort) : (_sourcePort, _destinationPort);
        packet = new TracedPacket(source!.Value, destination!.Value)
        {
            Protocol = protocol,
            SourcePort = protocol.HasPorts ? (ushort)sourcePort : (ushort)0,
            DestinationPort = protocol.HasPorts ? (ushort)destinationPort : (ushort)0,
            Role = RoleOf(protocol),
            Time = _start,
            Packets = _packets,
            Bytes = _bytes,
            WasRejected = _isRejected,
        };
        return true;
    }

    /// <summary>A flow that is told from where it stands is told as its opener sent it.</summary>
    private readonly PacketRole RoleOf(IpProtocol protocol)
    {
        if (_isLocal)
            return PacketRole.Opens;
        if (protocol != IpProtocol.Tcp || _flags < 0)
            return PacketRole.Unknown;
        return (_flags & (Syn | Ack)) switch { Syn => PacketRole.Opens, Syn | Ack => PacketRole.Answers, _ => PacketRole.Unknown };
    }

    private Direction? Way(ReadOnlySpan<byte> text)
    {
        if (Ascii.EqualsIgnoreCase(text, "ingress"))
            return Direction.Ingress;
        if (Ascii.EqualsIgnoreCase(text, "egress"))
            return Direction.Egress;
        Fault ??= $"{Show(text)} is not a direction.";
        return null;
    }

    /// <summary>In nanoseconds since 1970.</summary>
    private long Date(ReadOnlySpan<byte> text)
    {
        const int longest = 40;
        Span<char> characters = stackalloc char[longest];
        if (text.Length <= longest && Encoding.ASCII.TryGetChars(text, characters, out int length)
            && DateTimeOffset.TryParse(characters[..length], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            && date >= DateTimeOffset.UnixEpoch && date.Year < 2200)
        {
            return (date - DateTimeOffset.UnixEpoch).Ticks * 100;
        }

        Fault ??= $"{Show(text)} is not a date.";
        return 0;
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
        foreach (var (name, protocol) in ((string, IpProtocol)[])[("tcp", IpProtocol.Tcp), ("udp", IpProtocol.Udp), ("icmp", IpProtocol.Icmp), ("icmpv6", IpProtocol.IcmpV6), ("gre", IpProtocol.Gre), ("sctp", IpProtocol.Sctp)])
        {
            if (Ascii.EqualsIgnoreCase(text, name))
                return protocol.Number;
        }

        Fault ??= $"{Show(text)} is not a protocol.";
        return -1;
    }

    private static string Show(ReadOnlySpan<byte> text) => $"'{Encoding.UTF8.GetString(text[..Math.Min(text.Length, 48)])}'";
}
