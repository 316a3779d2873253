using System.Text;
using CsCheck;
using Ringfence.Policy.Analysis.Replay;

namespace Ringfence.Captures.Tests.FlowLogs;

/// <summary>What <c>ringfence flows --output json</c> prints, and its records one a line.</summary>
public sealed class FlowDocumentTests
{
    private const string Web =
        """{"InstanceId":"ins-1","NetworkInterfaceId":"eni-1","Direction":"ingress","Protocol":"tcp","LocalAddress":"10.0.0.1","LocalPort":80,"RemoteAddress":"192.0.2.7","RemotePort":40001,"State":"TcpEstablished","OpenedAt":"1970-01-01T00:00:02.500Z","LastSeen":"2026-11-27T13:00:00.000Z","Revision":9,"IsCurrent":true}""";

    private const string Database =
        """{"InstanceId":"ins-1","NetworkInterfaceId":"eni-1","Direction":"egress","Protocol":"udp","LocalAddress":"10.0.0.1","LocalPort":51820,"RemoteAddress":"2001:db8::1","RemotePort":51820,"State":"UdpStream","IsCurrent":true}""";

    private static readonly string Egress = Database.Replace("2001:db8::1", "10.0.0.2", StringComparison.Ordinal);

    [Fact]
    public void A_record_is_read_as_its_opener_sent_it()
    {
        var (packets, reader) = Reading.Of($"{Web}\n{Egress}\n");
        Assert.Equal(["tcp 192.0.2.7:40001 10.0.0.1:80 Opens", "udp 10.0.0.1:51820 10.0.0.2:51820 Opens"], packets.Select(Reading.Text));
        Assert.Equal((2_500_000_000, 1, 0), (packets[0].Time, packets[0].Packets, reader.Malformed));
    }

    [Theory]
    [InlineData("\"Direction\":\"ingress\",", "", "It has a local and a remote end, and no direction.")]
    [InlineData("ingress", "sideways", "'sideways' is not a direction.")]
    [InlineData("1970-01-01T00:00:02.500Z", "yesterday", "'yesterday' is not a date.")]
    [InlineData("192.0.2.7", "2001:db8::1", "Source and destination are of different families.")]
    [InlineData("40001", "70000", "'70000' is not a remote port.")]
    public void A_record_that_is_wrong_is_told(string text, string replacement, string message)
    {
        string wrong = Web.Replace(text, replacement, StringComparison.Ordinal);
        Assert.Equal(("line 1", message), (Reading.Of($"{wrong}\n{Web}").Reader.Faults.Single().Place, Reading.Of($"{wrong}\n{Web}").Reader.Faults[0].Message));
        var (packets, reader) = Reading.Of(Document(wrong, Web));
        Assert.Equal((1, "record 1", message), (packets.Count, reader.Faults.Single().Place, reader.Faults[0].Message));
    }

    [Fact]
    public void A_document_of_any_length_is_read_as_a_stream()
    {
        string document = Document([.. Enumerable.Repeat(Web, 10_000)]);
        Assert.True(document.Length > 2 * TraceFile.UsualBuffer);
        Assert.Equal((10_000, 0), (Reading.Of(document).Packets.Count, Reading.Of(document).Reader.Malformed));
        using var small = TraceFile.Open(new MemoryStream(Encoding.UTF8.GetBytes(document)), buffer: 1024);
        int count = 0;
        while (small.TryRead(out var packet))
            count += packet.Role == PacketRole.Opens ? 1 : 0;
        Assert.Equal((10_000, 0), (count, small.Malformed));
    }

    [Theory]
    [InlineData("{\n  \"FlowSet\": [ {\"a\": 1 ] }")]
    [InlineData("{\n  \"FlowSet\": [")]
    [InlineData("{\n} {}")]
    public void What_is_not_json_ends_it(string document) => Assert.StartsWith("offset ", Assert.Single(Reading.Of(document).Reader.Faults).Place, StringComparison.Ordinal);

    [Fact]
    public void A_text_that_the_buffer_does_not_hold_ends_it()
    {
        using var reader = TraceFile.Open(new MemoryStream(Encoding.UTF8.GetBytes($"{{\n\"a\": \"{new string('x', 10_000)}\"}}")), buffer: 1024);
        Assert.False(reader.TryRead(out _));
        Assert.Single(reader.Faults);
    }

    [Fact]
    public void Mutated_documents_are_read_to_their_end() =>
        Gen.Select(Gen.Int[0, 2000], Gen.Int[0, 15].Select(i => "07fz {}\"\n:-.,\\[]"[i])).Array[0, 8].Sample(mutations =>
        {
            char[] content = Document(Web, Egress, Web).ToCharArray();
            foreach (var (at, value) in mutations)
                content[2 + (at % (content.Length - 2))] = value;
            var (packets, reader) = Reading.Of(new string(content));
            Assert.InRange(packets.Count + reader.Malformed, 0, 20);
        }, iter: 3000);

    private static string Document(params string[] records) =>
        $"{{\n  \"FlowSet\": [\n    {string.Join(",\n    ", records.Select(record => record.Replace(",", ",\n      ", StringComparison.Ordinal)))}\n  ],\n  \"TotalCount\": 2,\n  \"UnreachableHosts\": [\"h1\"]\n}}\n";
}
