using CsCheck;

namespace Ringfence.Captures.Tests.Pcap;

public sealed class PcapNgTests
{
    private const string Opens = "tcp 10.0.0.1:40000 10.0.0.2:80 Opens";
    private static readonly byte[] Web = Frames.Tcp("10.0.0.1", 40000, "10.0.0.2", 80, Frames.Syn);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Packets_of_several_interfaces_sections_and_byte_orders_are_read(bool big)
    {
        var (one, two) = (new Blocks(big), new Blocks(!big));
        byte[] file =
        [
            .. one.Section(), .. one.Interface(1), .. one.Interface(101), .. one.Block(4, new byte[16]), .. one.Enhanced(1, 5_000_000, Web), .. one.Enhanced(0, 6_000_000, Frames.Ethernet(Web)),
            .. two.Section(), .. two.Interface(101, resolution: 9), .. two.Enhanced(0, 7, Web), .. two.Block(0xBAD, new byte[400]), .. two.Simple(Web),
        ];
        var (packets, reader) = Reading.Of(file);
        Assert.Equal(Enumerable.Repeat(Opens, 4), packets.Select(Reading.Text));
        Assert.Equal([5_000_000_000, 6_000_000_000, 7, 7], packets.Select(packet => packet.Time));
        Assert.Equal((0, Web.Length + 7, Web.Length), (reader.Malformed, packets[0].Bytes, packets[3].Bytes));
    }

    [Theory]
    [InlineData(null, null, 1_500_000ul, 1_500_000_000)]
    [InlineData((byte)0, null, 3ul, 3_000_000_000)]
    [InlineData((byte)9, 5L, 3ul, 5_000_000_003)]
    [InlineData((byte)12, null, 5_999ul, 5)]
    [InlineData((byte)(0x80 | 10), null, 1536ul, 1_500_000_000)]
    [InlineData((byte)127, null, ulong.MaxValue, 0)]
    [InlineData((byte)255, null, ulong.MaxValue, 0)]
    [InlineData((byte)0, null, ulong.MaxValue, long.MaxValue)]
    [InlineData((byte)6, long.MinValue, 1ul, long.MinValue)]
    public void Times_are_of_the_units_and_offsets_that_an_interface_says(byte? resolution, long? offset, ulong ticks, long nanoseconds)
    {
        var blocks = new Blocks(big: false);
        byte[] file = [.. blocks.Section(), .. blocks.Interface(101, resolution: resolution, offset: offset), .. blocks.Enhanced(0, ticks, Web)];
        Assert.Equal(nanoseconds, Assert.Single(Reading.Of(file).Packets).Time);
    }

    [Fact]
    public void A_simple_packet_is_as_long_as_its_interface_lets_it_be()
    {
        var blocks = new Blocks(big: false);
        var (packets, reader) = Reading.Of([.. blocks.Section(), .. blocks.Interface(101, snap: 40), .. blocks.Simple(Web[..40], length: 9000), .. blocks.Simple(Web[..36], length: 9000)]);
        Assert.Equal((Opens, 9000, 1), (Reading.Text(Assert.Single(packets)), packets[0].Bytes, reader.Malformed));
    }

    [Fact]
    public void What_contradicts_itself_is_told_by_its_offset_and_reading_goes_on()
    {
        var blocks = new Blocks(big: true);
        byte[] start = [.. blocks.Section(), .. blocks.Interface(105), .. blocks.Interface(101)];
        byte[][] wrong = [blocks.Enhanced(7, 0, Web), blocks.Enhanced(1, 0, Web, captured: 900), blocks.Block(6, new byte[8]), blocks.Block(1, [1, 2, 0, 0]), blocks.Block(3, [])];
        foreach (byte[] block in wrong)
        {
            var (packets, reader) = Reading.Of([.. start, .. block, .. blocks.Enhanced(1, 0, Web)]);
            Assert.Equal((1, 2), (packets.Count, reader.Malformed));
            Assert.Equal($"offset {start.Length}", reader.Faults[1].Place);
            Assert.Contains("link type 105", reader.Faults[0].Message, StringComparison.Ordinal);
        }

        // A frame of the interface whose link type nobody knows.
        Assert.Equal(1, Reading.Of([.. start, .. blocks.Enhanced(0, 0, Web)]).Reader.PassedOver.NotIp);
    }

    [Fact]
    public void A_block_whose_end_cannot_be_found_ends_it()
    {
        var blocks = new Blocks(big: false);
        byte[] whole = [.. blocks.Section(), .. blocks.Interface(101), .. blocks.Enhanced(0, 0, Web)];
        byte[] last = blocks.Enhanced(0, 0, Web);
        for (int length = 1; length < last.Length; length++)
        {
            var (packets, reader) = Reading.Of([.. whole, .. last[..length]]);
            Assert.Equal((1, $"offset {whole.Length}"), (packets.Count, Assert.Single(reader.Faults).Place));
        }

        foreach (byte[] block in (byte[][])[[.. last[..^4], 0, 0, 0, 0], [6, 0, 0, 0, 4, 0, 0, 0, .. last[8..]], [6, 0, 0, 0, 255, 255, 255, 255, .. last[8..]], [9, 0, 0, 0, 252, 255, 255, 255, .. last[8..]]])
            Assert.Equal((1, 1), (Reading.Of([.. whole, .. block]).Packets.Count, Reading.Of([.. whole, .. block]).Reader.Malformed));
    }

    [Fact]
    public void A_section_that_does_not_say_its_byte_order_ends_it() =>
        Assert.Contains("byte order", Assert.Single(Reading.Of([0x0A, 0x0D, 0x0D, 0x0A, 28, 0, 0, 0, 1, 2, 3, 4, .. new byte[16]]).Reader.Faults).Message, StringComparison.Ordinal);

    [Fact]
    public void Mutated_captures_are_read_to_their_end() =>
        Gen.Select(Gen.Select(Gen.Int[0, 400], Gen.Byte).Array[0, 20], Gen.Bool).Sample((mutations, big) =>
        {
            var blocks = new Blocks(big);
            byte[] file = [.. blocks.Section(), .. blocks.Interface(101, resolution: 9), .. blocks.Enhanced(0, 1, Web), .. blocks.Simple(Web), .. blocks.Interface(1), .. blocks.Enhanced(1, 1, Frames.Ethernet(Web))];
            foreach (var (at, value) in mutations)
                file[4 + (at % (file.Length - 4))] = value;
            var (packets, reader) = Reading.Of(file);
            Assert.InRange(packets.Count + reader.Malformed, 0, 64);
        }, iter: 5000);

    [Fact]
    public void A_packet_is_read_without_an_allocation()
    {
        var blocks = new Blocks(big: false);
        byte[] file = [.. blocks.Section(), .. blocks.Interface(101), .. Enumerable.Range(0, 5000).SelectMany(i => i % 2 == 0 ? blocks.Enhanced(0, 1, Web) : blocks.Simple(Web))];
        long Run()
        {
            using var reader = TraceFile.Open(new MemoryStream(file));
            reader.TryRead(out _);
            long before = GC.GetAllocatedBytesForCurrentThread();
            while (reader.TryRead(out _))
            {
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        // What the runtime allocates while it compiles a method again is not the reader's: one clean pass shows that.
        Assert.Equal(0, Enumerable.Range(0, 10).Min(_ => Run()));
    }
}
