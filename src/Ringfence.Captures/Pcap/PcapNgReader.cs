using System.Globalization;
using Ringfence.Policy.Analysis.Replay;

namespace Ringfence.Captures.Pcap;

/// <summary>
/// Reads pcapng files (draft-ietf-opsawg-pcapng), block by block: sections of either byte order, interfaces, Enhanced and Simple Packet Blocks. Other blocks are stepped over. Reading a packet allocates
/// nothing.
/// </summary>
internal sealed class PcapNgReader : TraceReader
{
    private const uint SectionHeader = 0x0A0D0D0A, InterfaceDescription = 1, SimplePacket = 3, EnhancedPacket = 6, ByteOrderMagic = 0x1A2B3C4D;
    private const int Head = 8, Tail = 4, EnhancedFixed = 20, SimpleFixed = 4;

    /// <summary>A section has no more interfaces than a host.</summary>
    private const int MostInterfaces = 65_536;

    private readonly List<CaptureInterface> _interfaces = [];
    private Endian _endian;
    private long _lastTime;
    private bool _hasEnded;

    public PcapNgReader(StreamWindow window)
        : base(window)
    {
    }

    /// <summary>True for the beginning of such a file.</summary>
    public static bool IsStart(ReadOnlySpan<byte> start) => start.StartsWith((ReadOnlySpan<byte>)[0x0A, 0x0D, 0x0D, 0x0A]);

    /// <inheritdoc/>
    private protected override bool TryReadNext(out TracedPacket packet)
    {
        while (!_hasEnded)
        {
            var start = Window.Peek(Head + 4);
            if (start.Length < Head + Tail)
            {
                if (start.Length > 0)
                    End("The file ends within the head of a block.");
                break;
            }

            if (IsStart(start) && !TryBegin(start[Head..]))
                break;
            uint type = _endian.ToUInt32(start), length = _endian.ToUInt32(start[4..]);
            if (length < Head + Tail || length % 4 != 0)
                End(string.Create(CultureInfo.InvariantCulture, $"A block says that it has {length} bytes: what follows cannot be found."));
            else if (type is not (InterfaceDescription or SimplePacket or EnhancedPacket or SectionHeader))
                Skip(length);
            else if (TryTake(type, length, out packet))
                return true;
        }

        packet = default;
        return false;
    }

    /// <summary>A section's byte order is told by its header.</summary>
    private bool TryBegin(ReadOnlySpan<byte> magic)
    {
        bool isBig = new Endian(true).ToUInt32(magic) == ByteOrderMagic;
        if (!isBig && new Endian(false).ToUInt32(magic) != ByteOrderMagic)
        {
            End("A section does not say its byte order.");
            return false;
        }

        _endian = new Endian(isBig);
        _interfaces.Clear();
        return true;
    }

    private void Skip(uint length)
    {
        long place = Window.Position;
        if (!Window.TrySkip(length))
            End(string.Create(CultureInfo.InvariantCulture, $"The file ends within the block at {place}."));
    }

    /// <summary>A block that is read. True when there is a packet in it to be judged.</summary>
    private bool TryTake(uint type, uint length, out TracedPacket packet)
    {
        packet = default;
        var block = length <= Window.Size ? Window.Peek((int)length) : [];
        if (block.Length < length)
        {
            End(length > Window.Size
                ? string.Create(CultureInfo.InvariantCulture, $"A block says that it has {length} bytes, more than any frame: what follows cannot be found.")
                : string.Create(CultureInfo.InvariantCulture, $"The file ends within a block: {block.Length} of {length} bytes are there."));
            return false;
        }

        if (_endian.ToUInt32(block[^Tail..]) != length)
        {
            End("A block's two lengths differ: what follows cannot be found.");
            return false;
        }

        var body = block[Head..^Tail];
        var outcome = type switch
        {
            InterfaceDescription => Describe(body),
            EnhancedPacket => Enhanced(body, out packet),
            SimplePacket => Simple(body, out packet),
            _ => ParseOutcome.PassedOver,
        };
        if (outcome == ParseOutcome.Malformed)
            Fault(Place, type == InterfaceDescription ? "An interface is not described as it must be." : "The packet's headers contradict its length.");
        if (!_hasEnded)
            Window.Take(block.Length);
        return outcome == ParseOutcome.Judged;
    }

    private ParseOutcome Describe(ReadOnlySpan<byte> body)
    {
        bool isRead = CaptureInterface.TryRead(_endian, body, out var captured);
        if (_interfaces.Count == MostInterfaces)
        {
            End("There are more interfaces than a host can have.");
            return ParseOutcome.PassedOver;
        }

        // It has its number whatever becomes of it.
        _interfaces.Add(captured);
        if (isRead && !LinkLayer.IsKnown(captured.LinkType))
            Fault(Place, $"Interface {_interfaces.Count - 1} has {LinkLayer.Unknown(captured.LinkType)}");
        return isRead ? ParseOutcome.PassedOver : ParseOutcome.Malformed;
    }

    private ParseOutcome Enhanced(ReadOnlySpan<byte> body, out TracedPacket packet)
    {
        packet = default;
        if (body.Length < EnhancedFixed)
            return ParseOutcome.Malformed;
        uint number = _endian.ToUInt32(body), captured = _endian.ToUInt32(body[12..]), length = _endian.ToUInt32(body[16..]);
        if (number >= _interfaces.Count || captured > LinkLayer.LongestFrame || captured > body.Length - EnhancedFixed)
            return ParseOutcome.Malformed;
        _lastTime = _interfaces[(int)number].Nanoseconds(((ulong)_endian.ToUInt32(body[4..]) << 32) | _endian.ToUInt32(body[8..]));
        return Parse(_interfaces[(int)number], body.Slice(EnhancedFixed, (int)captured), length, out packet);
    }

    /// <summary>Of the first interface, and without a time: as if it came with the last packet.</summary>
    private ParseOutcome Simple(ReadOnlySpan<byte> body, out TracedPacket packet)
    {
        packet = default;
        if (body.Length < SimpleFixed || _interfaces.Count == 0)
            return ParseOutcome.Malformed;
        uint length = _endian.ToUInt32(body), captured = _interfaces[0].Snap == 0 ? length : Math.Min(length, _interfaces[0].Snap);
        if (captured > body.Length - SimpleFixed)
            return ParseOutcome.Malformed;
        return Parse(_interfaces[0], body.Slice(SimpleFixed, (int)captured), length, out packet);
    }

    private ParseOutcome Parse(in CaptureInterface captured, ReadOnlySpan<byte> frame, uint length, out TracedPacket packet)
    {
        if (LinkLayer.IsKnown(captured.LinkType))
            return PacketParser.Parse(new LinkLayer(captured.LinkType).Find(frame), new PacketStamp(_lastTime, length), PassedOver, out packet);
        packet = default;
        PassedOver.NotIp++;
        return ParseOutcome.PassedOver;
    }

    private string Place => string.Create(CultureInfo.InvariantCulture, $"offset {Window.Position}");

    private void End(string message)
    {
        Fault(Place, message);
        _hasEnded = true;
    }
}
