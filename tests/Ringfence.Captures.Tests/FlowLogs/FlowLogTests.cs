using CsCheck;
using Ringfence.Policy.Analysis.Replay;

namespace Ringfence.Captures.Tests.FlowLogs;

public sealed class FlowLogTests
{
    private const string Accepted = "2 123456789010 eni-1235b8ca123456789 172.31.16.139 172.31.16.21 20641 22 6 20 4249 1418530010 1418530070 ACCEPT OK";

    [Fact]
    public void The_usual_order_is_read_without_a_header()
    {
        string[] lines =
        [
            Accepted,
            "2 123456789010 eni-1235b8ca123456789 172.31.9.69 172.31.9.12 49761 3389 6 20 4249 1418530010 1418530070 REJECT OK",
            "2 123456789010 eni-1235b8ca123456789 - - - - - - - 1431280876 1431280934 - NODATA",
            "2 123456789010 eni-1235b8ca123456789 2001:db8:1234:a100:8d6e:3477:df66:f105 2001:db8:1234:a102:3304:8879:34cf:4071 34892 22 6 54 8855 1477913708 1477913820 ACCEPT OK",
            "2 123456789010 eni-1235b8ca123456789 203.0.113.12 172.31.16.139 0 0 1 4 336 1432917027 1432917142 ACCEPT OK",
        ];
        var (packets, reader) = Reading.Of(string.Join('\n', lines));
        Assert.Equal(
            ["tcp 172.31.16.139:20641 172.31.16.21:22", "tcp 172.31.9.69:49761 172.31.9.12:3389", "tcp 2001:db8:1234:a100:8d6e:3477:df66:f105:34892 2001:db8:1234:a102:3304:8879:34cf:4071:22", "icmp 203.0.113.12:0 172.31.16.139:0"],
            packets.Select(Reading.Text));
        Assert.Equal((20, 4249, 1418530010L * 1_000_000_000, false), (packets[0].Packets, packets[0].Bytes, packets[0].Time, packets[0].WasRejected));
        Assert.True(packets[1].WasRejected);
        Assert.Equal((1, 0), (reader.PassedOver.NoData, reader.Malformed));
    }

    [Theory]
    [InlineData("srcaddr dstregionid dstport start dstaddr version packets ccnid protocol srcregionid bytes action region-id srcport end log-status\n10.0.0.1 ap-x 443 100 10.0.0.2 1 3 ccn-1 6 ap-y 200 ACCEPT ap-y 40000 160 OK")]
    [InlineData("${version} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} ${tcp-flags}\r\n5 10.0.0.1 10.0.0.2 40000 443 6 0\r\n")]
    [InlineData("""{"version":"1","account-id":"1","interface-id":"eni-1","srcaddr":"10.0.0.1","dstaddr":"10.0.0.2","srcport":40000,"dstport":"443","protocol":6,"packets":3,"extra":{"a":[1]},"action":"ACCEPT","log-status":"OK"}""")]
    public void A_header_or_names_tell_the_order(string content) =>
        Assert.Equal("tcp 10.0.0.1:40000 10.0.0.2:443", Reading.Text(Assert.Single(Reading.Of(content).Packets)));

    [Fact]
    public void Fields_can_be_given_and_flags_tell_who_opens()
    {
        var (packets, _) = Reading.Of("10.0.0.1 10.0.0.2 1 2 6 2\n10.0.0.2 10.0.0.1 2 1 6 18\n10.0.0.2 10.0.0.1 2 1 6 1\n", "srcaddr", "dstaddr", "srcport", "dstport", "protocol", "tcp-flags");
        Assert.Equal([PacketRole.Opens, PacketRole.Answers, PacketRole.Unknown], packets.Select(packet => packet.Role));
        Assert.Throws<InvalidDataException>(() => Reading.Of("x", "srcaddr"));
    }

    [Theory]
    [InlineData("2 1 eni-1 172.31.16 172.31.16.21 1 22 6 20 4249 1 2 ACCEPT OK", "'172.31.16' is not the address of a source.")]
    [InlineData("2 1 eni-1 172.31.16.1 172.31.16.21 1 70000 6 20 4249 1 2 ACCEPT OK", "'70000' is not a destination port.")]
    [InlineData("2 1 eni-1 172.31.16.1 172.31.16.21 1 22 tcpp 20 4249 1 2 ACCEPT OK", "'tcpp' is not a protocol.")]
    [InlineData("2 1 eni-1 172.31.16.1 2001:db8::1 1 22 6 20 4249 1 2 ACCEPT OK", "Source and destination are of different families.")]
    [InlineData("hello", "It has no source, destination or protocol.")]
    [InlineData("""{"srcaddr":"10.0.0.1" """, null)]
    [InlineData("""{"srcaddr":"10.0.0.1"} x""", null)]
    public void A_wrong_line_is_told_by_its_number_and_reading_goes_on(string line, string? message)
    {
        var (packets, reader) = Reading.Of($"# a comment\n\n{line}\n{Accepted}\n");
        Assert.Single(packets);
        var fault = Assert.Single(reader.Faults);
        Assert.Equal("line 3", fault.Place);
        if (message is not null)
            Assert.Equal(message, fault.Message);
    }

    [Fact]
    public void A_line_of_any_length_is_one_fault_and_takes_no_more_memory()
    {
        var (packets, reader) = Reading.Of($"{Accepted}\n{new string('x', 3 << 20)}\n{Accepted}\n");
        Assert.Equal((2, 1), (packets.Count, reader.Malformed));
        Assert.Equal("line 2", reader.Faults[0].Place);
    }

    [Fact]
    public void Mutated_logs_are_read_to_their_end() =>
        Gen.Select(Gen.Select(Gen.Int[0, 1000], Gen.Int[0, 15].Select(i => "07fz {}\"\n:-.,\\\t\u00e9"[i])).Array[0, 12], Gen.Bool).Sample((mutations, json) =>
        {
            string line = json ? """{"srcaddr":"10.0.0.1","dstaddr":"10.0.0.2","srcport":40000,"dstport":443,"protocol":6}""" : Accepted;
            char[] content = $"{line}\n{line}\n{line}\n".ToCharArray();
            foreach (var (at, value) in mutations)
                content[at % content.Length] = value;
            var (packets, reader) = Reading.Of("#\n" + new string(content));
            Assert.InRange(packets.Count + reader.Malformed + reader.PassedOver.NoData, 0, 20);
        }, iter: 5000);

    [Fact]
    public void A_record_of_the_usual_form_is_read_without_an_allocation()
    {
        byte[] file = System.Text.Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(Accepted + "\n", 2000)));
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
