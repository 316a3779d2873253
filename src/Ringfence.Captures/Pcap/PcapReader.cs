using System.Globalization;
using Ringfence.Policy.Analysis.Replay;

namespace Ringfence.Captures.Pcap;

/// <summary>Reads classic pcap files, record by record. Reading a packet allocates nothing.</summary>
internal sealed class PcapReader : TraceReader
{
    private const int RecordHeader = 16;

    private readonly PcapHeader _header;
    private readonly LinkLayer _link;
    private bool _hasEnded;

    public PcapReader(StreamWindow window, PcapHeader header)
        : base(window)
    {
        if (!LinkLayer.IsKnown(header.LinkType))
            throw new InvalidDataException($"This capture has {LinkLayer.Unknown(header.LinkType)}");
        (_header, _link) = (header, new LinkLayer(header.LinkType));
        Window.Take(PcapHeader.Size);
    }

    /// <inheritdoc/>
    private protected override bool TryReadNext(out TracedPacket packet)
    {
        while (!_hasEnded)
        {
            var head = Window.Peek(RecordHeader);
            if (head.Length < RecordHeader)
            {
                if (head.Length > 0)
                    End("The file ends within the head of a record.");
                break;
            }

            uint seconds = _header.Endian.ToUInt32(head), fraction = _header.Endian.ToUInt32(head[4..]), captured = _header.Endian.ToUInt32(head[8..]), length = _header.Endian.ToUInt32(head[12..]);
            if (captured > Math.Min(LinkLayer.LongestFrame, Window.Size - RecordHeader))
            {
                End(string.Create(CultureInfo.InvariantCulture, $"A record says that it has {captured} bytes, more than any frame: what follows cannot be found."));
                break;
            }

            var record = Window.Peek(RecordHeader + (int)captured);
            if (record.Length < RecordHeader + captured)
            {
                End(string.Create(CultureInfo.InvariantCulture, $"The file ends within a record: {record.Length - RecordHeader} of {captured} bytes are there."));
                break;
            }

            long place = Window.Position;
            var stamp = new PacketStamp((seconds * 1_000_000_000L) + (_header.IsNanoseconds ? fraction : fraction * 1000L), length);
            var outcome = PacketParser.Parse(_link.Find(record[RecordHeader..]), stamp, PassedOver, out packet);
            Window.Take(record.Length);
            if (outcome == ParseOutcome.Judged)
                return true;

            if (outcome == ParseOutcome.Malformed)
                Fault(string.Create(CultureInfo.InvariantCulture, $"offset {place}"), "The packet's headers contradict its length.");
        }

        packet = default;
        return false;
    }

    private void End(string message)
    {
        Fault(string.Create(CultureInfo.InvariantCulture, $"offset {Window.Position}"), message);
        _hasEnded = true;
    }
}
