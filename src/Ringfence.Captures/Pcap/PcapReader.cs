using System.Globalization;
using Ringfence.Policy.Analysis.Replay;

namespace Ringfence.Captures.Pcap;

/// <summary>Reads classic pcap files, record by record. Reading a packet allocates nothing.</summary>
internal sealed class PcapReader : TraceReader
{
    private const int RecordHeader = 16;

    /// <summary>Longer frames do not occur; whoever wrote a longer record wrote something else (libpcap's MAXIMUM_SNAPLEN).</summary>
    private const uint LongestFrame = 262_144;

    private readonly StreamWindow _window;
    private readonly PcapHeader _header;
    private readonly LinkLayer _link;
    private bool _hasEnded;

    public PcapReader(StreamWindow window, PcapHeader header)
    {
        if (!LinkLayer.IsKnown(header.LinkType))
            throw new InvalidDataException($"This capture has link type {header.LinkType}. Known are Ethernet (1), raw IP (12, 14, 101, 228, 229), and Linux cooked (113, 276).");
        (_window, _header, _link) = (window, header, new LinkLayer(header.LinkType));
        _window.Take(PcapHeader.Size);
    }

    /// <inheritdoc/>
    public override long BytesRead => _window.Position;

    /// <inheritdoc/>
    public override bool TryRead(out TracedPacket packet)
    {
        while (!_hasEnded)
        {
            var head = _window.Peek(RecordHeader);
            if (head.Length < RecordHeader)
            {
                if (head.Length > 0)
                    End("The file ends within the head of a record.");
                break;
            }

            uint seconds = _header.Read(head), fraction = _header.Read(head[4..]), captured = _header.Read(head[8..]), length = _header.Read(head[12..]);
            if (captured > LongestFrame)
            {
                End(string.Create(CultureInfo.InvariantCulture, $"A record says that it has {captured} bytes, more than any frame: what follows cannot be found."));
                break;
            }

            var record = _window.Peek(RecordHeader + (int)captured);
            if (record.Length < RecordHeader + captured)
            {
                End(string.Create(CultureInfo.InvariantCulture, $"The file ends within a record: {record.Length - RecordHeader} of {captured} bytes are there."));
                break;
            }

            long place = _window.Position;
            var stamp = new PacketStamp((seconds * 1_000_000_000L) + (_header.IsNanoseconds ? fraction : fraction * 1000L), length);
            var outcome = PacketParser.Parse(_link.Find(record[RecordHeader..]), stamp, PassedOver, out packet);
            _window.Take(record.Length);
            if (outcome == ParseOutcome.Judged)
                return true;

            if (outcome == ParseOutcome.Malformed)
                Fault(string.Create(CultureInfo.InvariantCulture, $"offset {place}"), "The packet's headers contradict its length.");
        }

        packet = default;
        return false;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _window.Dispose();

    private void End(string message)
    {
        Fault(string.Create(CultureInfo.InvariantCulture, $"offset {_window.Position}"), message);
        _hasEnded = true;
    }
}
