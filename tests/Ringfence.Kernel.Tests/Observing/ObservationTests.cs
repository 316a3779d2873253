using System.Text.Json;
using System.Text.Json.Nodes;
using Ringfence.Contracts.Client;
using Ringfence.Kernel.Tests.Harness;
using Ringfence.Lab.Client;
using Ringfence.Lab.Conversations;
using Ringfence.Lab.Probing;
using Ringfence.Lab.Topology;

namespace Ringfence.Kernel.Tests.Observing;

/// <summary>A change that is watched: packets pass as before, and what it would have dropped is listed. With whichever driver the tests are run against.</summary>
public sealed class ObservationTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_change_would_drop_passes_and_is_listed_until_it_is_enforced()
    {
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed));
        var (app, web) = (enforced.Lab["app"], enforced.Lab["web"]);
        var guarded = await enforced.GuardAsync(web, [ApiRule.AcceptTcp("80", "0.0.0.0/0"), ApiRule.AcceptTcp("81", "0.0.0.0/0")], []);
        var created = await CallAsync(enforced, "CreateObservation", new JsonObject
        {
            ["ObservationName"] = "close 81",
            ["Changes"] = new JsonArray(new JsonObject
            {
                ["Action"] = "DeleteSecurityGroupPolicies",
                ["Parameters"] = new JsonObject
                {
                    ["SecurityGroupId"] = guarded.GroupId,
                    ["SecurityGroupPolicySet"] = new JsonObject { ["Ingress"] = new JsonArray(new JsonObject { ["PolicyIndex"] = 1 }) },
                },
            }),
        });
        string id = created.GetProperty("Observation").GetProperty("ObservationId").GetString()!;
        await EnforcedLab.EventuallyAsync(async () => (await ObservationAsync(enforced, id)).GetProperty("State").GetString() == "WATCHING", "it is watched");

        await using (var stays = await TcpConversation.TryOpenAsync(app.V4, web.V4, 80, EnforcedLab.Patience, Cancel))
        await using (var goes = await TcpConversation.TryOpenAsync(app.V4, web.V4, 81, EnforcedLab.Patience, Cancel))
        {
            Assert.NotNull(stays);
            Assert.NotNull(goes);
            await EnforcedLab.EventuallyAsync(async () => (await FlowsAsync(enforced, id)).Count > 0, "the flow is listed");
        }

        var flow = Assert.Single(await FlowsAsync(enforced, id));
        Assert.Equal(
            (guarded.InterfaceId, "ingress", "tcp", web.V4.Address.ToString(), app.V4.Address.ToString(), 81, 1L, false),
            (Text(flow, "NetworkInterfaceId"), Text(flow, "Direction"), Text(flow, "Protocol"), Text(flow, "LocalAddress"), Text(flow, "RemoteAddress"), flow.GetProperty("Port").GetInt32(),
                flow.GetProperty("FlowCount").GetInt64(), flow.TryGetProperty("RuleId", out _)));

        // A conversation that is over at once is in the table long enough.
        await using (var brief = await TcpConversation.TryOpenAsync(app.V4, web.V4, 81, EnforcedLab.Patience, Cancel))
            Assert.NotNull(brief);
        await EnforcedLab.EventuallyAsync(async () => (await FlowsAsync(enforced, id))[0].GetProperty("FlowCount").GetInt64() == 2, "the second flow is counted");

        // It outlives the server; the counters begin anew.
        await enforced.StopServerAsync();
        await enforced.StartServerAsync();
        await EnforcedLab.EventuallyAsync(async () => (await ObservationAsync(enforced, id)).GetProperty("State").GetString() == "WATCHING", "it is watched");
        Assert.Equal("close 81", Text(await ObservationAsync(enforced, id), "ObservationName"));

        await CallAsync(enforced, "EnforceObservation", new JsonObject { ["ObservationId"] = id });
        await enforced.SettleAsync();
        enforced.AssertPasses(Probe.Tcp(app.V4, web.V4, 80));
        enforced.AssertDropped(Probe.Tcp(app.V4, web.V4, 81));
        Assert.Equal(0, (await CallAsync(enforced, "DescribeObservations", [])).GetProperty("TotalCount").GetInt64());
    }

    [Fact]
    public async Task A_group_in_observe_mode_lets_everything_through_and_lists_what_it_would_drop_until_it_is_enforced()
    {
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed));
        var (app, web) = (enforced.Lab["app"], enforced.Lab["web"]);
        var guarded = await enforced.GuardAsync(web, [ApiRule.AcceptTcp("80", "0.0.0.0/0")], []);
        enforced.AssertDropped(Probe.Tcp(app.V4, web.V4, 81));
        enforced.AssertDropped(Probe.Udp(web.V4, app.V4, 53));

        string id = (await enforced.Api.SetModeAsync(guarded.GroupId, "OBSERVE", Cancel))!;
        await enforced.SettleAsync();
        foreach (var probe in (Probe[])[Probe.Tcp(app.V4, web.V4, 80), Probe.Tcp(app.V4, web.V4, 81), Probe.Udp(web.V4, app.V4, 53), Probe.Tcp(app.V6, web.V6, 81)])
            enforced.AssertPasses(probe);
        enforced.ForgetFlows();
        await EnforcedLab.EventuallyAsync(async () => (await ObservationAsync(enforced, id)).GetProperty("State").GetString() == "WATCHING", "it is watched");

        await using var stays = await TcpConversation.TryOpenAsync(app.V4, web.V4, 80, EnforcedLab.Patience, Cancel);
        await using var goes = await TcpConversation.TryOpenAsync(app.V4, web.V4, 81, EnforcedLab.Patience, Cancel);
        Assert.NotNull(stays);
        Assert.NotNull(goes);
        await EnforcedLab.EventuallyAsync(async () => (await FlowsAsync(enforced, id)).Any(flow => flow.GetProperty("Port").GetInt32() == 81), "the flow is listed");
        Assert.DoesNotContain(await FlowsAsync(enforced, id), flow => flow.GetProperty("Port").GetInt32() == 80);
        var live = (await CallAsync(enforced, "DescribeFlows", new JsonObject { ["InstanceIds"] = new JsonArray(guarded.InstanceId), ["Protocol"] = "tcp" })).GetProperty("FlowSet").EnumerateArray();
        Assert.All(live, flow => Assert.Equal(0, flow.GetProperty("RuleId").GetInt64()));

        // At once in the kernel: the conversation that the group drops is cut, the other goes on.
        Assert.Null(await enforced.Api.SetModeAsync(guarded.GroupId, "ENFORCE", Cancel));
        await enforced.SettleAsync();
        Assert.True(await stays.ExchangeAsync(100, EnforcedLab.Patience, Cancel));
        Assert.False(await goes.ExchangeAsync(100, TimeSpan.FromMilliseconds(400), Cancel));
        enforced.AssertPasses(Probe.Tcp(app.V4, web.V4, 80));
        enforced.AssertDropped(Probe.Tcp(app.V4, web.V4, 81));
        enforced.AssertDropped(Probe.Udp(web.V4, app.V4, 53));
        Assert.Equal(0, (await CallAsync(enforced, "DescribeObservations", [])).GetProperty("TotalCount").GetInt64());
    }

    private static async Task<JsonElement> ObservationAsync(EnforcedLab enforced, string id) =>
        (await CallAsync(enforced, "DescribeObservations", new JsonObject { ["ObservationIds"] = new JsonArray(id) })).GetProperty("ObservationSet")[0];

    private static async Task<List<JsonElement>> FlowsAsync(EnforcedLab enforced, string id)
    {
        var answer = await CallAsync(enforced, "DescribeObservedFlows", new JsonObject { ["ObservationId"] = id });
        Assert.Equal(0, answer.GetProperty("UnreachableHosts").GetArrayLength());
        return [.. answer.GetProperty("ObservedFlowSet").EnumerateArray()];
    }

    private static Task<JsonElement> CallAsync(EnforcedLab enforced, string action, JsonObject parameters) => enforced.Api.CallAsync(ApiService.Ringfence, action, parameters, Cancel);

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
