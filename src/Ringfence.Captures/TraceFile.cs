using Ringfence.Captures.FlowLogs;
using Ringfence.Captures.Pcap;

namespace Ringfence.Captures;

/// <summary>What somebody calls a trace: a capture or a flow log, told by its first bytes.</summary>
public static class TraceFile
{
    /// <summary>Begins to read. The stream is closed with the reader.</summary>
    /// <param name="stream">The file, from its beginning.</param>
    /// <param name="fields">The names of a flow log's fields in their order, where neither a header line nor the default order tells them.</param>
    /// <exception cref="InvalidDataException">It is neither.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static TraceReader Open(Stream stream, IReadOnlyList<string>? fields = null)
    {
        var window = new StreamWindow(stream);
        try
        {
            var start = window.Peek(PcapHeader.Size);
            if (PcapHeader.TryRead(start, out var header))
                return new PcapReader(window, header);
            if (start.StartsWith((ReadOnlySpan<byte>)[0x0A, 0x0D, 0x0D, 0x0A]))
                throw new InvalidDataException("This is a pcapng file. Make it a pcap file first: editcap -F pcap IN OUT, or tcpdump -r IN -w OUT.");
            if (start.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
                throw new InvalidDataException("This file is compressed with gzip. Decompress it first: gzip -dc FILE | ringfence replay -");
            foreach (byte one in start)
            {
                if (one < 0x20 && one is not ((byte)'\t' or (byte)'\r' or (byte)'\n'))
                    throw new InvalidDataException("This is neither a pcap file nor a flow log.");
            }

            return new FlowLogReader(window, fields);
        }
        catch
        {
            window.Dispose();
            throw;
        }
    }
}
