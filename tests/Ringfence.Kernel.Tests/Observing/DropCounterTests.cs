using System.Text.Json.Nodes;
using Ringfence.Contracts.Client;
using Ringfence.Kernel.Tests.Harness;
using Ringfence.Lab.Client;
using Ringfence.Lab.Probing;
using Ringfence.Lab.Topology;

namespace Ringfence.Kernel.Tests.Observing;

/// <summary>What was dropped and why, as the API tells it. With whichever driver the tests are run against.</summary>
public sealed class DropCounterTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_no_rule_accepts_is_counted_by_its_reason_also_over_a_restart()
    {
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed, silent: true));
        var (lab, web) = (enforced.Lab, enforced.Lab["web"]);
        await enforced.GuardAsync(web, [ApiRule.AcceptTcp("80", "0.0.0.0/0")], []);
        string reason = EnforcedLab.IsEbpf ? "drop_no_rule" : "drop_policy";
        var before = await CountAsync(enforced, reason);
        enforced.AssertDropped(Probe.Udp(lab.Outside.V4, web.V4, 53));
        enforced.AssertPasses(Probe.Tcp(lab.Outside.V4, web.V4, 80));
        var after = await CountAsync(enforced, reason);
        Assert.Equal(before.Packets + 1, after.Packets);
        Assert.InRange(after.Bytes - before.Bytes, 28, 1500);

        await enforced.KillServerAsync();
        await enforced.StartServerAsync();
        await enforced.SettleAsync();
        enforced.AssertDropped(Probe.Udp(lab.Outside.V4, web.V4, 53));
        Assert.InRange((await CountAsync(enforced, reason)).Packets, after.Packets + 1, long.MaxValue);
    }

    private static async Task<(long Packets, long Bytes)> CountAsync(EnforcedLab enforced, string reason)
    {
        var answer = await enforced.Api.CallAsync(ApiService.Ringfence, "DescribeDropCounters", new JsonObject(), Cancel);
        Assert.Empty(answer.GetProperty("UnreachableHosts").EnumerateArray());
        Assert.DoesNotContain(answer.GetProperty("DropCounterSet").EnumerateArray(), counter => counter.GetProperty("Packets").GetInt64() == 0);
        return answer.GetProperty("DropCounterSet").EnumerateArray()
            .Where(counter => counter.GetProperty("Reason").GetString() == reason)
            .Select(counter => (counter.GetProperty("Packets").GetInt64(), counter.GetProperty("Bytes").GetInt64()))
            .SingleOrDefault();
    }
}
