using System.Text.Json.Nodes;
using CsCheck;
using Ringfence.Api.Actions;
using Ringfence.Api.Ringfence.Flows;
using Ringfence.Control.HostQueries;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Api.Tests.Ringfence;

public sealed class DescribeFlowsTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 5, 1, 0, 0, 123, TimeSpan.Zero);

    private readonly TestApi _api = new(
        new TestWorld { Revision = 12 }
            .Group("sg-2got2lcz", ingress: [TestWorld.Rule(4, "TCP", "22", "0.0.0.0/0"), TestWorld.Rule(5, "TCP", "80", "0.0.0.0/0")])
            .Group("sg-00000002", egress: [TestWorld.Rule(6, "ALL", "ALL", "0.0.0.0/0")])
            .Instance("ins-00000001").Interface("eni-00000001", ["sg-2got2lcz", "sg-00000002"], device: "veth1")
            .Instance("ins-00000002", host: "h2").Interface("eni-00000003", ["sg-2got2lcz"], device: "eth0")
            .Instance("ins-foreign0", scope: TestWorld.OtherAccount).Interface("eni-foreign0", [])
            .Build(),
        new ActionOptions
        {
            DefaultHost = "h1",
            Flows = new Listed("h1", [
                Flow("eni-00000001", Direction.Ingress, IpProtocol.Tcp, "10.0.0.1", 80, "192.0.2.7", 40001, rule: 5) with { OpenedAt = At, LastSeen = At.AddSeconds(3), Revision = 11 },
                Flow("eni-foreign0", Direction.Ingress, IpProtocol.Tcp, "10.0.0.1", 80, "192.0.2.7", 40001, rule: 5),
                Flow("eni-00000001", Direction.Egress, IpProtocol.Udp, "10.0.0.1", 40002, "2001:db8::1", 53, rule: 6),
                Flow("eni-00000001", Direction.Ingress, IpProtocol.Tcp, "10.0.0.1", 22, "192.0.2.9", 40003, rule: null),
                Flow("eni-gone0000", Direction.Ingress, IpProtocol.Tcp, "10.0.0.1", 22, "192.0.2.9", 40003, rule: 4),
            ]),
        });

    [Fact]
    public async Task A_flow_tells_who_since_when_and_by_which_rule() => JsonAssert.Same(
        """
        {"FlowSet":[{"InstanceId":"ins-00000001","NetworkInterfaceId":"eni-00000001","Direction":"ingress","Protocol":"tcp","LocalAddress":"10.0.0.1","LocalPort":80,
         "RemoteAddress":"192.0.2.7","RemotePort":40001,"State":"TcpEstablished","OpenedAt":"2026-01-05T01:00:00.123Z","LastSeen":"2026-01-05T01:00:03.123Z","Revision":11,
         "IsCurrent":true,"RuleId":5,"SecurityGroupId":"sg-2got2lcz","PolicyIndex":1}],"TotalCount":1,"Revision":12,"UnreachableHosts":[]}
        """,
        await Describe("""{"InstanceIds":["ins-00000001"],"SecurityGroupIds":["sg-2got2lcz"]}"""));

    [Theory]
    [InlineData("{}", "22 80 40002", "h2")]
    [InlineData("""{"NetworkInterfaceIds":["eni-00000001"]}""", "22 80 40002", "")]
    [InlineData("""{"NetworkInterfaceIds":["eni-00000003"]}""", "", "h2")]
    [InlineData("""{"InstanceIds":["ins-00000001"],"Protocol":"UDP"}""", "40002", "")]
    [InlineData("""{"InstanceIds":["ins-00000001"],"Protocol":"6"}""", "22 80", "")]
    [InlineData("""{"InstanceIds":["ins-00000001"],"Address":"2001:db8::/32"}""", "40002", "")]
    [InlineData("""{"InstanceIds":["ins-00000001"],"Address":"192.0.2.9"}""", "22", "")]
    [InlineData("""{"InstanceIds":["ins-00000001"],"SecurityGroupIds":["sg-00000002"]}""", "40002", "")]
    [InlineData("""{"InstanceIds":["ins-00000001"],"Offset":1,"Limit":1}""", "22", "")]
    [InlineData("""{"InstanceIds":["ins-00000001"],"Offset":9}""", "", "")]
    public async Task Filters_and_pages_choose_and_other_accounts_flows_are_never_told(string parameters, string localPorts, string unreachable)
    {
        var answer = await Describe(parameters);
        Assert.Equal(
            localPorts.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).Order(),
            answer["FlowSet"]!.AsArray().Select(flow => (int)flow!["LocalPort"]!).Order());
        Assert.Equal(unreachable, string.Join(' ', answer["UnreachableHosts"]!.AsArray().Select(host => (string)host!)));
    }

    [Theory]
    [InlineData("""{"InstanceIds":["ins-foreign0"]}""", "ResourceNotFound")]
    [InlineData("""{"NetworkInterfaceIds":["eni-foreign0"]}""", "ResourceNotFound")]
    [InlineData("""{"SecurityGroupIds":["sg-99999999"]}""", "ResourceNotFound")]
    [InlineData("""{"Protocol":"tcpp"}""", "InvalidParameterValue")]
    [InlineData("""{"Address":"10.0.0"}""", "InvalidParameterValue.Malformed")]
    [InlineData("""{"Offset":100000}""", "InvalidParameterValue.Range")]
    public async Task What_is_not_there_or_makes_no_sense_is_refused(string parameters, string code) =>
        Assert.Equal(code, (await _api.Refused(TestApi.Extension, "DescribeFlows", parameters)).Code);

    [Fact]
    public void A_page_is_that_of_the_sorted_whole_whatever_order_flows_come_in() => Gen.Select(Gen.Int[0, 20].Array[0, 60], Gen.Int[0, 30], Gen.Int[1, 20]).Sample((ports, offset, limit) =>
    {
        var page = new FlowPage(offset, limit);
        foreach (int port in ports)
            page.Add(Flow("eni-00000001", Direction.Ingress, IpProtocol.Tcp, "10.0.0.1", (ushort)port, "192.0.2.7", 1, rule: null));
        Assert.Equal(ports.Length, page.Total);
        Assert.Equal(ports.Order().Skip(offset).Take(limit), page.Flows().Select(flow => (int)flow.LocalPort));
    });

    private static ObservedFlow Flow(string nic, Direction opened, IpProtocol protocol, string local, ushort localPort, string remote, ushort remotePort, long? rule) => new(
        nic, opened, protocol, IpAddress.Parse(local), localPort, IpAddress.Parse(remote), remotePort, "TcpEstablished", null, null, rule is { } id ? new RuleId(id) : null, null, true);

    private Task<JsonNode> Describe(string parameters) => _api.Call(TestApi.Extension, "DescribeFlows", parameters);

    private sealed class Listed(string host, ObservedFlow[] flows) : IFlowSource
    {
        public IAsyncEnumerable<ObservedFlow>? Read(string asked, CancellationToken cancellationToken) => asked == host ? flows.ToAsyncEnumerable() : null;
    }
}
