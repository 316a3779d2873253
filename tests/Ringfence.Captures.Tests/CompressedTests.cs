using System.IO.Compression;
using System.Text;
using Ringfence.Captures.Tests.Pcap;

namespace Ringfence.Captures.Tests;

/// <summary>Any trace may be compressed with gzip.</summary>
public sealed class CompressedTests
{
    private static readonly byte[] Web = Frames.Tcp("10.0.0.1", 40000, "10.0.0.2", 80, Frames.Syn);

    public static TheoryData<byte[]> Traces
    {
        get
        {
            var blocks = new Blocks(big: false);
            return new()
            {
                Frames.File(101, false, false, [.. Enumerable.Repeat(Web, 3000)]),
                (byte[])[.. blocks.Section(), .. blocks.Interface(101), .. Enumerable.Repeat(blocks.Enhanced(0, 1, Web), 3000).SelectMany(block => block)],
                Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("2 1 eni-1 10.0.0.1 10.0.0.2 40000 80 6 20 4249 1418530010 1418530070 ACCEPT OK\n", 3000))),
            };
        }
    }

    [Theory]
    [MemberData(nameof(Traces))]
    public void A_compressed_trace_is_read_like_itself(byte[] trace)
    {
        byte[] compressed = Compress(trace);
        var (packets, reader) = Reading.Of(compressed);
        Assert.Equal(Reading.Of(trace).Packets, packets);
        Assert.Equal((3000, 0, compressed.Length), (packets.Count, reader.Malformed, reader.BytesRead));
    }

    [Theory]
    [MemberData(nameof(Traces))]
    public void One_that_is_cut_or_damaged_ends_there_and_says_so(byte[] trace)
    {
        byte[] compressed = Compress(trace);
        byte[] damaged = [.. compressed];
        damaged.AsSpan(compressed.Length / 2, 8).Fill(0xFF);
        foreach (byte[] content in (byte[][])[damaged, compressed[..(compressed.Length / 2)]])
        {
            var (packets, reader) = Reading.Of(content);
            Assert.InRange(packets.Count, 0, 3000);
            Assert.True(reader.Malformed > 0, "Nothing was said of it.");
        }
    }

    [Fact]
    public void What_is_compressed_twice_is_no_trace() => Assert.Throws<InvalidDataException>(() => Reading.Of(Compress(Compress("x"u8.ToArray()))));

    private static byte[] Compress(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
            gzip.Write(content);
        return compressed.ToArray();
    }
}
