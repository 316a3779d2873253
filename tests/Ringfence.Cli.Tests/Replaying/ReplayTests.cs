using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ringfence.Cli.Tests.Support;
using Ringfence.Contracts.Ringfence;

namespace Ringfence.Cli.Tests.Replaying;

/// <summary>Yesterday's traffic of a small deployment against today's policy and tomorrow's. What readers and judges do in full has tests of its own.</summary>
public sealed class ReplayTests(CliServer server) : IClassFixture<CliServer>, IAsyncLifetime
{
    private const string FlowLog =
        """
        version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status
        2 1 eni-1 192.0.2.7 10.0.0.1 40000 80 6 10 4249 1418530010 1418530070 ACCEPT OK
        2 1 eni-1 10.0.0.1 192.0.2.7 80 40000 6 12 9249 1418530010 1418530070 ACCEPT OK
        2 1 eni-1 192.0.2.8 10.0.0.1 40000 22 6 1 60 1418530010 1418530070 REJECT OK
        2 1 eni-1 10.0.0.1 10.0.0.2 40001 5432 6 3 180 1418530011 1418530071 ACCEPT OK
        2 1 eni-1 192.0.2.8 192.0.2.9 1 2 17 1 60 1418530010 1418530070 ACCEPT OK
        2 1 eni-1 - - - - - - - 1418530010 1418530070 - NODATA
        2 1 eni-1 192.0.2.8 10.0.0.300 1 2 17 1 60 1418530010 1418530070 ACCEPT OK

        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("ringfence-replay-").FullName;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "flows.log"), FlowLog, TestContext.Current.CancellationToken);
        if ((await server.CommandLine().Run("groups", "show", "web")).Exit == 0)
            return;
        await server.Run("groups", "create", "web");
        await server.Run("groups", "create", "db");
        await server.Run("rules", "add", "web", "in", "drop", "tcp:22", "from", "192.0.2.0/24");
        await server.Run("rules", "add", "web", "in", "accept", "tcp", "from", "0.0.0.0/0");
        await server.Run("rules", "add", "web", "out", "accept", "tcp", "to", "db");
        await server.Run("rules", "add", "db", "in", "accept", "tcp:5432", "from", "web");
        await server.Run("instances", "register", "web-1", "--device", "veth-w", "--ip", "10.0.0.1", "--group", "web");
        await server.Run("instances", "register", "db-1", "--device", "veth-d", "--ip", "10.0.0.2", "--group", "db");
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_flow_log_is_judged_by_the_present_policy() =>
        Assert.Equal(
            """
            EFFECT  FLOWS  PACKETS  SERVICE  WAY  BY                      EXAMPLE
            drops   1      1        tcp:22   in   web (sg-........) in 0  192.0.2.8:40000 to 10.0.0.1:22
            27 packets, 4 flows. Pass: 2; dropped: 1; between others: 1.
            Of the flows shown, refused when they were recorded, too: 1
            Flows without a beginning in the trace, so that who opened them was guessed by the ports, or by who came first: 4
            Records that say that nothing flowed, or was kept: 1
            Malformed records: 1
              line 8: '10.0.0.300' is not the address of a destination.
            Note: Other firewalls, routing and address translation are not seen: addresses are judged as the trace has them. Source checks and failsafe ports are not part of the answer.

            """,
            await server.Run("replay", Path.Combine(_folder, "flows.log")));

    /// <summary>The conversations of now, as DescribeFlows answers and <c>flows --output json</c> prints them: what would the present policy, or another, do with them?</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_flows_prints_is_replayed_as_its_openers_sent_it(bool isCompressed)
    {
        LiveFlow[] flows =
        [
            Flow("ingress", "tcp", "10.0.0.1", 80, "192.0.2.7", 40001), Flow("ingress", "tcp", "10.0.0.1", 22, "192.0.2.7", 40002), Flow("egress", "tcp", "10.0.0.1", 22, "10.0.0.2", 5432), Flow("egress", "sctp", "10.0.0.1", 0, "10.0.0.2", 0),
        ];
        var answer = JsonSerializer.SerializeToNode(new DescribeFlowsResponse([.. flows], flows.Length, 8, ["h2"]), RingfenceJsonContext.Default.DescribeFlowsResponse)!;
        string file = Path.Combine(_folder, "now");
        await using (Stream stream = File.Create(file), content = isCompressed ? new GZipStream(stream, CompressionLevel.Fastest) : stream)
        await using (var writer = new Utf8JsonWriter(content, new JsonWriterOptions { Indented = true }))
            answer.WriteTo(writer);
        var replayed = JsonNode.Parse((await server.CommandLine().Run("replay", file, "-o", "json")).Output)!;
        Assert.Equal((4, 2, 2, 0, 0), ((int)replayed["Flows"]!, (int)replayed["PassedFlows"]!, (int)replayed["DroppedFlows"]!, (int)replayed["GuessedFlows"]!, (int)replayed["MalformedCount"]!));
        Assert.Equal(["22 INGRESS 192.0.2.7", " EGRESS 10.0.0.1"], replayed["RowSet"]!.AsArray().Select(row => $"{row!["Port"]} {row["Drop"]!["Direction"]} {row["Sample"]!["SourceAddress"]}"));
    }

    [Fact]
    public async Task Two_policies_are_compared_on_what_really_flowed()
    {
        string db = (string)JsonNode.Parse((await server.CommandLine().Run("groups", "show", "db", "-o", "json")).Output)!["SecurityGroup"]!["SecurityGroupId"]!;
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "tomorrow.json"),
            $$$"""[{"Action":"DeleteSecurityGroupPolicies","Parameters":{"SecurityGroupId":"{{{db}}}","SecurityGroupPolicySet":{"Ingress":[{"PolicyIndex":0}]} } }]""",
            TestContext.Current.CancellationToken);
        Assert.Contains(
            """
            EFFECT  FLOWS  PACKETS  SERVICE   WAY  BY               EXAMPLE
            cuts    1      3        tcp:5432  in   no rule matches  10.0.0.1:40001 to 10.0.0.2:5432
            27 packets, 4 flows. Treated differently: 1; pass both: 1; dropped by both: 1; between others: 1.
            """,
            await server.Run("replay", Path.Combine(_folder, "flows.log"), "--changes", Path.Combine(_folder, "tomorrow.json")), StringComparison.Ordinal);

        var json = JsonNode.Parse((await server.CommandLine().Run("replay", Path.Combine(_folder, "flows.log"), "--against", "7", "-o", "json")).Output)!;
        Assert.Equal((7, 8, 1, 1), ((int)json["OtherRevision"]!, (int)json["Revision"]!, (int)json["DifferentFlows"]!, (int)json["MalformedCount"]!));
    }

    [Theory]
    [InlineData("none.log", "none.log cannot be read: there is no such file")]
    [InlineData(".", "cannot be read: it is a folder")]
    [InlineData("zero", "This is neither a capture (pcap, pcapng) nor a flow log, compressed with gzip or not.")]
    public async Task What_cannot_be_read_is_told(string file, string fault)
    {
        await File.WriteAllBytesAsync(Path.Combine(_folder, "zero"), new byte[100], TestContext.Current.CancellationToken);
        var result = await server.CommandLine().Run("replay", Path.Combine(_folder, file));
        Assert.Equal(2, result.Exit);
        Assert.Contains(fault, result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trace_without_anything_is_said_to_be_so()
    {
        await File.WriteAllBytesAsync(Path.Combine(_folder, "nothing"), [], TestContext.Current.CancellationToken);
        Assert.StartsWith("There is no packet and no flow in this trace that could be judged.\n", await server.Run("replay", Path.Combine(_folder, "nothing")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_that_exclude_each_other_are_refused() =>
        Assert.Contains("exclude each other", (await server.CommandLine().Run("replay", "x", "--against", "1", "--changes", "y")).Errors, StringComparison.Ordinal);

    private static LiveFlow Flow(string direction, string protocol, string local, int localPort, string remote, int remotePort) => new()
    {
        InstanceId = "ins-1",
        NetworkInterfaceId = "eni-1",
        Direction = direction,
        Protocol = protocol,
        LocalAddress = local,
        LocalPort = localPort,
        RemoteAddress = remote,
        RemotePort = remotePort,
        State = "TcpEstablished",
        OpenedAt = "2026-11-27T13:00:00.000Z",
        IsCurrent = true,
    };
}
