using System.Text.Json.Nodes;
using CsCheck;
using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Api.Ringfence.Hits;
using Ringfence.Control.HostQueries;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Rules;

namespace Ringfence.Api.Tests.Ringfence;

public sealed class DescribeRuleHitsTests
{
    private const string Both = "sg-00000001", Away = "sg-00000002", Unbound = "sg-00000003", Two = "sg-00000004", Foreign = "sg-foreign0";
    private static readonly DateTimeOffset At = new(2026, 1, 5, 1, 0, 0, 123, TimeSpan.Zero);

    private readonly Counted _hosts = new()
    {
        ["h1"] = new ObservedHits(At, true, new Dictionary<RuleId, HitCount> { [new(1)] = new(3, 40, 5000), [new(5)] = new(1, 2, 60), [new(9)] = new(7, 7, 7) }),
        ["h3"] = new ObservedHits(At.AddHours(1), false, new Dictionary<RuleId, HitCount> { [new(5)] = new(10, 999, 999) }),
    };

    private readonly TestApi _api;

    public DescribeRuleHitsTests() => _api = new TestApi(
        new TestWorld { Revision = 12 }
            .Group(Both, ingress: [TestWorld.Rule(1, "TCP", "22", "0.0.0.0/0"), TestWorld.Rule(2, "TCP", "80", "0.0.0.0/0")], egress: [TestWorld.Rule(3, "ALL", "ALL", "0.0.0.0/0")])
            .Group(Away, ingress: [TestWorld.Rule(4, "ALL", "ALL", "0.0.0.0/0")])
            .Group(Unbound, ingress: [TestWorld.Rule(6, "ALL", "ALL", "0.0.0.0/0")])
            .Group(Two, egress: [TestWorld.Rule(5, "ALL", "ALL", "0.0.0.0/0")])
            .Group(Foreign, scope: TestWorld.OtherAccount, ingress: [TestWorld.Rule(9, "ALL", "ALL", "0.0.0.0/0")])
            .Instance("ins-00000001").Interface("eni-00000001", [Both, Two], device: "veth1").Interface("eni-00000002", [Both], device: "veth2")
            .Instance("ins-00000002", host: "h2").Interface("eni-00000003", [Away, Both], device: "eth0")
            .Instance("ins-00000003", host: "h3").Interface("eni-00000004", [Two], device: "eth0")
            .Instance("ins-foreign0", scope: TestWorld.OtherAccount).Interface("eni-foreign0", [Foreign], device: "veth3")
            .Build(),
        new ActionOptions { DefaultHost = "h1", RuleHits = _hosts });

    [Fact]
    public async Task A_rule_tells_what_every_host_that_can_has_counted_and_whether_one_cannot() => JsonAssert.Same(
        """
        {"RuleHitSet":[
          {"SecurityGroupId":"sg-00000001","Direction":"ingress","PolicyIndex":0,"RuleId":1,"Flows":3,"Packets":40,"Bytes":5000,"Since":"2026-01-05T01:00:00.123Z","IsComplete":false},
          {"SecurityGroupId":"sg-00000001","Direction":"ingress","PolicyIndex":1,"RuleId":2,"Flows":0,"Packets":0,"Bytes":0,"Since":"2026-01-05T01:00:00.123Z","IsComplete":false},
          {"SecurityGroupId":"sg-00000001","Direction":"egress","PolicyIndex":0,"RuleId":3,"Flows":0,"Packets":0,"Bytes":0,"Since":"2026-01-05T01:00:00.123Z","IsComplete":false},
          {"SecurityGroupId":"sg-00000002","Direction":"ingress","PolicyIndex":0,"RuleId":4,"IsComplete":false},
          {"SecurityGroupId":"sg-00000003","Direction":"ingress","PolicyIndex":0,"RuleId":6,"Flows":0,"IsComplete":true},
          {"SecurityGroupId":"sg-00000004","Direction":"egress","PolicyIndex":0,"RuleId":5,"Flows":11,"Since":"2026-01-05T02:00:00.123Z","IsComplete":true}],
         "TotalCount":6,"Revision":12,"UnreachableHosts":["h2"]}
        """,
        await Describe("{}"));

    [Fact]
    public async Task A_rule_is_counted_since_it_was_written_where_that_is_later_than_the_hosts_counters()
    {
        var written = At.AddHours(3);
        var api = new TestApi(
            new TestWorld().Group(Both, ingress: [TestWorld.Rule(1, "TCP", "22", "0.0.0.0/0"), TestWorld.Rule(2, "TCP", "80", "0.0.0.0/0") with { ModifiedAt = written }])
                .Instance("ins-00000001").Interface("eni-00000001", [Both], device: "veth1").Build(),
            new ActionOptions { DefaultHost = "h1", RuleHits = _hosts });
        var answer = await api.Call(TestApi.Extension, "DescribeRuleHits", "{}");
        Assert.Equal("2026-01-05T01:00:00.123Z,2026-01-05T04:00:00.123Z", JsonAssert.Texts(answer["RuleHitSet"], "Since"));
    }

    [Fact]
    public async Task Hosts_are_asked_for_the_rules_of_the_page_only_and_once()
    {
        var answer = await Describe("""{"SecurityGroupIds":["sg-00000004","sg-00000001","sg-00000004"],"Offset":2,"Limit":2}""");
        Assert.Equal([3, 5], answer["RuleHitSet"]!.AsArray().Select(rule => (long)rule!["RuleId"]!));
        Assert.Equal(4, (long)answer["TotalCount"]!);
        Assert.Equal(["h1 3,5", "h2 3", "h3 5"], _hosts.Asked.Order());
    }

    [Theory]
    [InlineData("""{"SecurityGroupIds":["sg-foreign0"]}""", "ResourceNotFound")]
    [InlineData("""{"SecurityGroupIds":["sg-99999999"]}""", "ResourceNotFound")]
    [InlineData("""{"Limit":1001}""", "InvalidParameterValue.Range")]
    [InlineData("""{"SecurityGroupId":"sg-00000001"}""", "UnknownParameter")]
    public async Task What_is_not_there_or_makes_no_sense_is_refused_and_no_host_is_asked(string parameters, string code)
    {
        Assert.Equal(code, (await _api.Refused(TestApi.Extension, "DescribeRuleHits", parameters)).Code);
        Assert.Empty(_hosts.Asked);
    }

    [Fact]
    public void A_page_is_that_of_all_rules_in_order() => Gen.Select(Gen.Select(Gen.Int[0, 4], Gen.Int[0, 4]).Array[0, 6], Gen.Int[0, 30], Gen.Int[1, 12]).Sample((sizes, offset, limit) =>
    {
        var world = new TestWorld();
        long id = 0;
        for (int i = 0; i < sizes.Length; i++)
            world.Group($"sg-{TestWorld.Eight(i)}", ingress: Rules(sizes[i].Item1), egress: Rules(sizes[i].Item2));
        var groups = world.Build().Groups.Values.OrderBy(group => group.Id, StringComparer.Ordinal);
        var page = RulePage.Of(groups, new Paging(offset, limit));
        Assert.Equal(id, page.Total);
        Assert.Equal(Enumerable.Range(0, (int)id).Skip(offset).Take(limit), page.Rules.Select(rule => (int)rule.Id.Value));

        GroupRule[] Rules(int count) => [.. Enumerable.Range(0, count).Select(_ => TestWorld.Rule(id++, "ALL", "ALL", "0.0.0.0/0"))];
    });

    private Task<JsonNode> Describe(string parameters) => _api.Call(TestApi.Extension, "DescribeRuleHits", parameters);

    /// <summary>Hosts that count, and what they were asked.</summary>
    private sealed class Counted : Dictionary<string, ObservedHits>, IRuleHitSource
    {
        public List<string> Asked { get; } = [];

        public ValueTask<ObservedHits?> ReadAsync(string host, IReadOnlyCollection<RuleId> rules)
        {
            Asked.Add($"{host} {string.Join(',', rules.Select(rule => rule.Value))}");
            return new(this.GetValueOrDefault(host));
        }
    }
}
