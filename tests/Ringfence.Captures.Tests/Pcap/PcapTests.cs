using CsCheck;
using Ringfence.Policy.Analysis.Replay;

namespace Ringfence.Captures.Tests.Pcap;

public sealed class PcapTests
{
    private static readonly byte[] Web = Frames.Tcp("10.0.0.1", 40000, "10.0.0.2", 80, Frames.Syn);
    private static readonly byte[] Web6 = Frames.Tcp("2001:db8::1", 40000, "2001:db8::2", 80, Frames.Syn | Frames.Ack);

    [Theory]
    [InlineData(false, false, 1000_000_123_000L)]
    [InlineData(false, true, 1000_000_000_123L)]
    [InlineData(true, false, 1000_000_123_000L)]
    [InlineData(true, true, 1000_000_000_123L)]
    public void Both_byte_orders_and_both_units_of_time_are_read(bool big, bool nanoseconds, long time)
    {
        var (packets, reader) = Reading.Of(Frames.File(1, big, nanoseconds, Frames.Ethernet(Web), Frames.Ethernet(Web6)));
        Assert.Equal(["tcp 10.0.0.1:40000 10.0.0.2:80 Opens", "tcp 2001:db8::1:40000 2001:db8::2:80 Answers"], packets.Select(Reading.Text));
        Assert.Equal((time, 1, Frames.Ethernet(Web).Length + 7), (packets[0].Time, packets[0].Packets, packets[0].Bytes));
        Assert.Equal((0, 1_000_000_000), (reader.Malformed, packets[1].Time - packets[0].Time));
    }

    public static TheoryData<ushort, byte[]> LinkTypes => new()
    {
        { 1, Frames.Ethernet(Web) },
        { 1, Frames.Ethernet(Web, 0x8100) },
        { 1, Frames.Ethernet(Web, 0x88A8, 0x8100) },
        { 12, Web },
        { 14, Web },
        { 101, Web },
        { 228, Web },
        { 113, Frames.Cooked(Web) },
        { 276, Frames.Cooked2(Web) },
    };

    [Theory]
    [MemberData(nameof(LinkTypes))]
    public void The_packet_is_found_in_every_link_type(ushort linkType, byte[] frame) =>
        Assert.Equal("tcp 10.0.0.1:40000 10.0.0.2:80 Opens", Reading.Text(Assert.Single(Reading.Of(Frames.File(linkType, false, false, frame)).Packets)));

    [Fact]
    public void Every_protocol_gives_what_a_policy_looks_at()
    {
        byte[] fragmentHeader = [6, 0, 0, 1, 0, 0, 0, 9], hopByHop = [44, 0, 0, 0, 0, 0, 0, 0];
        byte[][] packets =
        [
            Frames.Udp("10.0.0.1", 5353, "10.0.0.2", 53),
            Frames.Icmp("10.0.0.1", "10.0.0.2", 8, 77),
            Frames.Icmp("2001:db8::2", "2001:db8::1", 129, 77),
            Frames.Ip("10.0.0.1", "10.0.0.2", 47, [0, 0]),
            Frames.Ip("2001:db8::1", "2001:db8::2", 0, Frames.Tcp("10.0.0.1", 1, "10.0.0.2", 2, Frames.Ack)[20..], extensions: [.. hopByHop, .. fragmentHeader]),
        ];
        Assert.Equal(
            ["udp 10.0.0.1:5353 10.0.0.2:53", "icmp 10.0.0.1:77 10.0.0.2:77 Opens", "icmpv6 2001:db8::2:77 2001:db8::1:77 Answers", "gre 10.0.0.1 10.0.0.2", "tcp 2001:db8::1:1 2001:db8::2:2"],
            Reading.Of(Frames.File(101, false, false, packets)).Packets.Select(Reading.Text));
    }

    [Fact]
    public void What_is_not_judged_is_counted_by_its_reason()
    {
        byte[][] frames =
        [
            [.. new byte[12], 8, 6, .. new byte[28]],
            Frames.Ethernet(Frames.Ip("10.0.0.1", "10.0.0.2", 17, new byte[8], fragment: 100)),
            Frames.Ethernet(Frames.Ip("2001:db8::1", "2001:db8::2", 44, new byte[8], extensions: [17, 0, 0, 9, 0, 0, 0, 9])),
            Frames.Ethernet(Frames.Icmp("10.0.0.9", "10.0.0.1", 3, 0)),
            Frames.Ethernet(Frames.Icmp("10.0.0.9", "10.0.0.1", 9, 0)),
            Frames.Ethernet(Web)[..40],
            Frames.Ethernet(Frames.Ip("10.0.0.1", "10.0.0.2", 6, [1])),
        ];
        var (packets, reader) = Reading.Of(Frames.File(1, false, false, frames));
        Assert.Empty(packets);
        Assert.Equal((1, 2, 1, 1, 2, 0), (reader.PassedOver.NotIp, reader.PassedOver.LaterFragments, reader.PassedOver.ErrorMessages, reader.PassedOver.AlwaysDropped, reader.PassedOver.TooShort, reader.Malformed));
    }

    [Fact]
    public void What_the_datapaths_drop_whatever_the_rules_say_is_not_judged_and_their_list_of_extension_headers_counts()
    {
        static byte[] With(byte first, params byte[][] extensions) =>
            Frames.Ip("2001:db8::1", "2001:db8::2", first, Frames.Tcp("10.0.0.1", 1, "10.0.0.2", 2, Frames.Ack)[20..], extensions: [.. extensions.SelectMany(one => one)]);
        static byte[] Header(byte next, byte segmentsLeft = 0) => [next, 0, 0, segmentsLeft, 0, 0, 0, 0];
        static byte[][] Options(int count) => [.. Enumerable.Range(1, count).Select(i => Header((byte)(i == count ? 6 : 60)))];
        byte[] fragment = [44, 0, 0, 1, 0, 0, 0, 9];
        byte[][] dropped =
        [
            With(43, Header(6, segmentsLeft: 1)),
            With(0, Header(0), Header(6)),
            With(60, Header(0), Header(6)),
            With(44, fragment, Header(6)),
            With(60, Options(9)),
            Frames.WithHopLimit(254, Frames.Icmp("fe80::1", "fe80::2", 135, 0)),
            Frames.WithHopLimit(255, Frames.Icmp("fe80::1", "fe80::2", 130, 0)),
        ];
        var (packets, reader) = Reading.Of(Frames.File(101, false, false, dropped));
        Assert.Empty(packets);
        Assert.Equal(dropped.Length, reader.PassedOver.AlwaysDropped);

        byte[][] judged = [With(43, Header(6)), With(60, Options(8)), With(135, Header(59)), With(139, Header(59)), With(140, Header(59))];
        Assert.Equal([6, 6, 135, 139, 140], Reading.Of(Frames.File(101, false, false, judged)).Packets.Select(packet => (int)packet.Protocol.Number));
    }

    /// <summary>Every type, both families: what bpf/parse.h and the list of what always passes make of it.</summary>
    [Fact]
    public void An_icmp_message_opens_a_flow_belongs_to_one_passes_between_neighbours_or_is_dropped_by_its_type()
    {
        static string Outcome(string from, string to, byte type, byte hopLimit)
        {
            byte[] packet = Frames.Icmp(from, to, type, 77);
            var (packets, reader) = Reading.Of(Frames.File(101, false, false, packet[0] >> 4 == 6 ? Frames.WithHopLimit(hopLimit, packet) : packet));
            Assert.Equal(1, packets.Count + reader.PassedOver.ErrorMessages + reader.PassedOver.AlwaysDropped);
            return packets is [var one] ? $"{one.Role} {one.SourcePort}" : reader.PassedOver.ErrorMessages > 0 ? "error" : "dropped";
        }

        for (int type = 0; type < 256; type++)
        {
            string v4 = type is 8 or 13 or 15 or 17 ? "Opens 77" : type is 0 or 14 or 16 or 18 ? "Answers 77" : type is 3 or 4 or 5 or 11 or 12 ? "error" : "dropped";
            Assert.Equal(v4, Outcome("10.0.0.1", "10.0.0.2", (byte)type, 64));
            string v6 = type is 128 or 139 ? "Opens 77" : type is 129 or 140 ? "Answers 77" : type < 128 ? "error" : "dropped";
            Assert.Equal(v6, Outcome("fe80::1", "fe80::2", (byte)type, 64));
            Assert.Equal(type is >= 133 and <= 136 ? $"Neighbours {type}" : v6, Outcome("fe80::1", "fe80::2", (byte)type, 255));
            Assert.Equal(type is >= 130 and <= 132 or 143 ? $"Neighbours {type}" : v6, Outcome("fe80::1", "fe80::2", (byte)type, 1));
        }
    }

    /// <summary>ICMP in IPv6 and ICMPv6 in IPv4 mean nothing: a rule sees their number, and no type is looked at.</summary>
    [Theory]
    [InlineData("10.0.0.1", "10.0.0.2", 58)]
    [InlineData("2001:db8::1", "2001:db8::2", 1)]
    public void Icmp_of_the_other_family_is_a_protocol_like_any(string from, string to, byte protocol)
    {
        var packet = Assert.Single(Reading.Of(Frames.File(101, false, false, Frames.Ip(from, to, protocol, [3, 0]))).Packets);
        Assert.Equal((protocol, PacketRole.Unknown, 0), (packet.Protocol.Number, packet.Role, packet.SourcePort));
    }

    [Fact]
    public void A_malformed_packet_is_told_by_its_offset_and_reading_goes_on()
    {
        byte[] broken = Frames.Ethernet(Web);
        broken[14] = 0x41;
        var (packets, reader) = Reading.Of(Frames.File(1, true, false, Frames.Ethernet(Web), broken, Frames.Ethernet(Web)));
        Assert.Equal((2, 1), (packets.Count, reader.Malformed));
        Assert.Equal($"offset {24 + 16 + broken.Length}", Assert.Single(reader.Faults).Place);
    }

    [Fact]
    public void A_file_that_ends_too_early_is_told_and_what_was_whole_is_read()
    {
        byte[] file = Frames.File(1, false, false, Frames.Ethernet(Web), Frames.Ethernet(Web));
        int second = 24 + 16 + Frames.Ethernet(Web).Length;
        for (int length = second + 1; length < file.Length; length++)
        {
            var (packets, reader) = Reading.Of(file[..length]);
            Assert.Equal((1, $"offset {second}"), (packets.Count, Assert.Single(reader.Faults).Place));
        }

        // A length that no frame has: what follows cannot be found.
        file[second + 11] = 0x7F;
        Assert.Contains("more than any frame", Assert.Single(Reading.Of(file).Reader.Faults).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_files_are_refused() => Assert.Contains("neither", Assert.Throws<InvalidDataException>(() => Reading.Of([0, 1, 2])).Message, StringComparison.Ordinal);

    [Fact]
    public void An_unknown_link_type_is_refused() => Assert.Throws<InvalidDataException>(() => Reading.Of(Frames.File(105, false, false)));

    /// <summary>Whatever bytes come, reading ends, and never by another exception.</summary>
    [Fact]
    public void Mutated_captures_are_read_to_their_end() =>
        Gen.Select(Gen.Select(Gen.Int[0, 400], Gen.Byte).Array[0, 20], Gen.Int[0, 4].Select(i => (ushort)(new[] { 1, 12, 101, 113, 276 })[i]), Gen.Bool).Sample((mutations, linkType, big) =>
        {
            byte[] file = Frames.File(linkType, big, false, Frames.Ethernet(Web, 0x8100), Frames.Ethernet(Web6), Web6, Frames.Cooked(Web), Frames.Cooked2(Frames.Icmp("10.0.0.1", "10.0.0.2", 8, 7)));
            foreach (var (at, value) in mutations)
                file[24 + (at % (file.Length - 24))] = value;
            var (packets, reader) = Reading.Of(file);
            Assert.InRange(packets.Count + reader.Malformed, 0, 64);
        }, iter: 5000);

    [Fact]
    public void A_packet_is_read_without_an_allocation()
    {
        byte[] file = Frames.File(1, false, false, [.. Enumerable.Range(0, 5000).Select(i => Frames.Ethernet(i % 2 == 0 ? Web : Web6))]);
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
