using Ringfence.Captures.FlowLogs;
using Ringfence.Captures.Pcap;

namespace Ringfence.Captures;

/// <summary>What somebody calls a trace: a capture or a flow log, told by its first bytes; compressed with gzip or not.</summary>
public static class TraceFile
{
    /// <summary>Bytes of a buffer that holds every frame and every line that occurs.</summary>
    public const int UsualBuffer = 1 << 20;

    /// <summary>Begins to read. The stream is closed with the reader.</summary>
    /// <param name="stream">The file, from its beginning.</param>
    /// <param name="fields">The names of a flow log's fields in their order, where neither a header line nor the default order tells them.</param>
    /// <param name="buffer">Bytes to keep of it, at least 1024. What has no place in it is malformed.</param>
    /// <exception cref="InvalidDataException">It is neither.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static TraceReader Open(Stream stream, IReadOnlyList<string>? fields = null, int buffer = UsualBuffer)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(buffer, 1024);
        StreamWindow? window = null;
        try
        {
            window = new StreamWindow(stream, buffer);
            var start = window.Peek(PcapHeader.Size);
            if (PcapHeader.TryRead(start, out var header))
                return new PcapReader(window, header);
            if (PcapNgReader.IsStart(start))
                return new PcapNgReader(window);
            if (FlowDocumentReader.IsStart(start))
                return new FlowDocumentReader(window);
            foreach (byte one in start)
            {
                if (one < 0x20 && one is not ((byte)'\t' or (byte)'\r' or (byte)'\n'))
                    throw new InvalidDataException("This is neither a capture (pcap, pcapng) nor a flow log, compressed with gzip or not.");
            }

            return new FlowLogReader(window, fields);
        }
        catch
        {
            window?.Dispose();
            stream.Dispose();
            throw;
        }
    }
}
