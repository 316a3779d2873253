using System.Text.Json;
using System.Text.Json.Nodes;
using Ringfence.Agent.LastKnownGood;
using Ringfence.Agent.Trials;
using Ringfence.Contracts.Client;
using Ringfence.Kernel.Tests.Harness;
using Ringfence.Lab.Client;
using Ringfence.Lab.Conversations;
using Ringfence.Lab.Probing;
using Ringfence.Lab.Topology;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Observing;

/// <summary>What the API tells of flows and of hits by rule, with connections between real kernels.</summary>
public sealed class RuleHitTests
{
    /// <summary>SYN, its answer, ACK: what a connection that was opened has sent at the least.</summary>
    private const int PacketsOfAHandshake = 3;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [Trait("Driver", "ebpf")]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task A_rule_that_let_a_flow_in_counts_it_also_over_a_restart_and_one_that_did_not_stays_at_zero(bool countsPackets, bool killed)
    {
        var before = TimeProvider.System.GetUtcNow().AddSeconds(-1);
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed), countsPackets ? ["--count-rule-packets"] : []);
        var (app, web) = (enforced.Lab["app"], enforced.Lab["web"]);
        var guarded = await enforced.GuardAsync(web, [ApiRule.AcceptTcp("81", "0.0.0.0/0"), ApiRule.AcceptTcp("80", "0.0.0.0/0"), new ApiRule(RuleAction.Drop, "UDP", "53", "0.0.0.0/0")], []);
        Assert.Equal([0, 0, 0], (await HitsAsync(enforced, guarded)).Select(rule => Number(rule, "Flows")));

        await using var conversation = await TcpConversation.TryOpenAsync(app.V4, web.V4, 80, EnforcedLab.Patience, Cancel);
        Assert.NotNull(conversation);
        enforced.AssertDropped(Probe.Udp(app.V4, web.V4, 53));
        var flow = Assert.Single(await FlowsAsync(enforced, guarded), flow => Number(flow, "LocalPort") == 80);
        var rules = await HitsAsync(enforced, guarded);
        Assert.Equal(
            ("ingress", web.V4.Address.ToString(), app.V4.Address.ToString(), guarded.GroupId, 1),
            (Text(flow, "Direction"), Text(flow, "LocalAddress"), Text(flow, "RemoteAddress"), Text(flow, "SecurityGroupId"), Number(flow, "PolicyIndex")));
        Assert.Equal(Number(rules[1], "RuleId"), Number(flow, "RuleId"));
        Assert.Equal([0, 1, 1], rules.Select(rule => Number(rule, "Flows")));
        Assert.All(rules, rule => Assert.InRange(DateTimeOffset.Parse(Text(rule, "Since"), null), before, TimeProvider.System.GetUtcNow()));
        Assert.All(rules, rule => Assert.Equal((true, countsPackets, countsPackets), (rule.GetProperty("IsComplete").GetBoolean(), rule.TryGetProperty("Packets", out _), rule.TryGetProperty("Bytes", out _))));
        if (countsPackets)
        {
            // What is refused is no packet of a flow.
            Assert.Equal([0, 0, 0, 0], ((int[])[0, 2]).SelectMany(at => (long[])[Number(rules[at], "Packets"), Number(rules[at], "Bytes")]));
            Assert.InRange(Number(rules[1], "Packets"), PacketsOfAHandshake, long.MaxValue);
            Assert.InRange(Number(rules[1], "Bytes"), PacketsOfAHandshake * 40, long.MaxValue);
        }

        if (killed)
        {
            // A server that is killed before it has saved its policy begins with an earlier one, and then such a rule came anew.
            var saved = new SavedPolicies(LocalFolder.Of(enforced.DataFolder), new TrialClock(new KernelBootClock(), TimeProvider.System));
            long revision = await enforced.SettleAsync();
            await EnforcedLab.EventuallyAsync(() => saved.Read() is { State: SavedPolicyState.Whole } read && read.Policy.Revision >= revision, "the policy is saved");
            await enforced.KillServerAsync();
        }
        else
        {
            await enforced.StopServerAsync();
        }

        await using var second = await TcpConversation.TryOpenAsync(app.V4, web.V4, 80, EnforcedLab.Patience, Cancel);
        Assert.NotNull(second);
        await enforced.StartServerAsync();
        await enforced.SettleAsync();
        var after = await HitsAsync(enforced, guarded);
        Assert.Equal([0, 2, 1], after.Select(rule => Number(rule, "Flows")));
        Assert.Equal(Text(rules[1], "Since"), Text(after[1], "Since"));
        if (countsPackets)
            Assert.InRange(Number(after[1], "Packets"), Number(rules[1], "Packets") + PacketsOfAHandshake, long.MaxValue);
    }

    [Fact]
    [Trait("Driver", "nftables")]
    public async Task A_host_that_does_not_count_by_rule_says_so_and_shows_no_zeros()
    {
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed), "--count-rule-packets");
        var (app, web) = (enforced.Lab["app"], enforced.Lab["web"]);
        var guarded = await enforced.GuardAsync(web, [ApiRule.AcceptTcp("80", "0.0.0.0/0")], []);
        await using var conversation = await TcpConversation.TryOpenAsync(app.V4, web.V4, 80, EnforcedLab.Patience, Cancel);
        Assert.NotNull(conversation);
        Assert.Single(await FlowsAsync(enforced, guarded), flow => Number(flow, "LocalPort") == 80);
        var answer = await CallAsync(enforced, "DescribeRuleHits", guarded);
        var rule = Assert.Single(answer.GetProperty("RuleHitSet").EnumerateArray());
        Assert.False(rule.GetProperty("IsComplete").GetBoolean());
        Assert.DoesNotContain(rule.EnumerateObject(), property => property.Name is "Flows" or "Packets" or "Bytes" or "Since");
        var host = Assert.Single(answer.GetProperty("UnreachableHosts").EnumerateArray());
        var state = await enforced.Api.CallAsync(ApiService.Ringfence, "DescribeEnforcement", [], Cancel);
        Assert.Equal(Text(Assert.Single(state.GetProperty("EnforcementSet").EnumerateArray()), "Host"), host.GetString());
    }

    private static async Task<List<JsonElement>> HitsAsync(EnforcedLab enforced, Guarded guarded)
    {
        var answer = await CallAsync(enforced, "DescribeRuleHits", guarded);
        Assert.Equal(0, answer.GetProperty("UnreachableHosts").GetArrayLength());
        return [.. answer.GetProperty("RuleHitSet").EnumerateArray()];
    }

    private static async Task<List<JsonElement>> FlowsAsync(EnforcedLab enforced, Guarded guarded)
    {
        var answer = await CallAsync(enforced, "DescribeFlows", guarded);
        Assert.Equal(0, answer.GetProperty("UnreachableHosts").GetArrayLength());
        return [.. answer.GetProperty("FlowSet").EnumerateArray()];
    }

    private static Task<JsonElement> CallAsync(EnforcedLab enforced, string action, Guarded guarded) =>
        enforced.Api.CallAsync(ApiService.Ringfence, action, new JsonObject { ["SecurityGroupIds"] = new JsonArray(guarded.GroupId) }, Cancel);

    private static long Number(JsonElement element, string name) => element.GetProperty(name).GetInt64();

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
