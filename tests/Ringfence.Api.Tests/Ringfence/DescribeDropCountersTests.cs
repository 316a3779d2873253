using System.Text.Json.Nodes;
using Ringfence.Api.Actions;
using Ringfence.Control.HostQueries;

namespace Ringfence.Api.Tests.Ringfence;

public sealed class DescribeDropCountersTests
{
    private readonly TestApi _api = new(
        new TestWorld { Revision = 12 }
            .Group("sg-00000001").Group("sg-foreign0", scope: TestWorld.OtherAccount)
            .Instance("ins-00000001").Interface("eni-00000001", ["sg-00000001"], device: "veth1").Interface("eni-00000002", ["sg-00000001"], device: "veth2")
            .Instance("ins-00000002", host: "h2").Interface("eni-00000003", ["sg-00000001"], device: "eth0")
            .Instance("ins-00000003", host: "h3").Interface("eni-00000004", ["sg-00000001"], device: "eth0")
            .Instance("ins-foreign0", host: "h4", scope: TestWorld.OtherAccount).Interface("eni-foreign0", ["sg-foreign0"], device: "veth3")
            .Build(),
        new ActionOptions
        {
            DefaultHost = "h1",
            Drops = new Hosts
            {
                ["h3"] = new() { ["drop_rule"] = new(1, 60) },
                ["h1"] = new() { ["drop_source_mac"] = new(2, 120), ["drop_no_rule"] = new(3, 180) },
                ["h4"] = new() { ["drop_rule"] = new(9, 9) },
            },
        });

    [Fact]
    public async Task Each_host_of_the_callers_interfaces_tells_its_reasons_and_who_cannot_be_asked_is_named() => JsonAssert.Same(
        """
        {"DropCounterSet":[
          {"Host":"h1","Reason":"drop_no_rule","Packets":3,"Bytes":180},
          {"Host":"h1","Reason":"drop_source_mac","Packets":2,"Bytes":120},
          {"Host":"h3","Reason":"drop_rule","Packets":1,"Bytes":60}],
         "TotalCount":3,"Revision":12,"UnreachableHosts":["h2"]}
        """,
        await Describe("{}"));

    [Theory]
    [InlineData("""{"Host":"h3"}""", 1, "drop_rule", "")]
    [InlineData("""{"Host":"h2"}""", 0, null, "h2")]
    [InlineData("""{"Host":"h4"}""", 0, null, "")]
    [InlineData("""{"Host":"nobody"}""", 0, null, "")]
    [InlineData("""{"Offset":1,"Limit":1}""", 3, "drop_source_mac", "h2")]
    public async Task One_host_and_pages(string parameters, int total, string? reason, string unreachable)
    {
        var answer = await Describe(parameters);
        Assert.Equal((total, reason), ((int)answer["TotalCount"]!, (string?)answer["DropCounterSet"]!.AsArray().SingleOrDefault()?["Reason"]));
        Assert.Equal(unreachable, string.Join(',', answer["UnreachableHosts"]!.AsArray()));
    }

    private Task<JsonNode> Describe(string parameters) => _api.Call(TestApi.Extension, "DescribeDropCounters", parameters);

    private sealed class Hosts : Dictionary<string, Dictionary<string, DroppedPackets>>, IDropSource
    {
        public ValueTask<IReadOnlyDictionary<string, DroppedPackets>?> ReadAsync(string host) => new(this.GetValueOrDefault(host));
    }
}
