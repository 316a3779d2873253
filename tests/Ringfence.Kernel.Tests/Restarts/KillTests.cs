using System.Diagnostics;
using Ringfence.Kernel.Tests.Harness;
using Ringfence.Lab.Client;
using Ringfence.Lab.Conversations;
using Ringfence.Lab.Probing;
using Ringfence.Lab.Topology;

namespace Ringfence.Kernel.Tests.Restarts;

/// <summary>
/// kill -9 of the server at random instants, from its first instruction to the middle of a change, under traffic: no allowed packet is lost, no refused one passes.
/// RINGFENCE_KILLS says how often.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private static readonly ApiRule[] Allowed = [ApiRule.AcceptTcp("80", "0.0.0.0/0"), ApiRule.AcceptUdp("53", "0.0.0.0/0")];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_at_any_instant_the_server_leaves_the_last_revision_in_force()
    {
        long kills = Amount.Of("RINGFENCE_KILLS", EnforcedLab.IsEbpf ? 20 : 5);
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed));
        var (lab, web, app) = (enforced.Lab, enforced.Lab["web"], enforced.Lab["app"]);
        var guarded = await enforced.GuardAsync(web, Allowed, []);
        await enforced.GuardAsync(app, [], ApiRule.Anywhere);
        await using var conversation = await TcpConversation.TryOpenAsync(app.V4, web.V4, 80, EnforcedLab.Patience, Cancel);
        Assert.NotNull(conversation);
        var life = await LifeAsync(enforced);

        using var done = new CancellationTokenSource();
        var sending = SteadyTraffic.RunAsync(lab, web, done.Token);
        int early = 0, changes = 0;
        // A slow machine may not answer a change between its kills: then there are more of them.
        for (int kill = 0; kill < kills || (changes == 0 && kill < 10 * kills); kill++)
        {
            // By turns while it comes up, and while it makes changes.
            using var instant = new CancellationTokenSource();
            var before = life * Random.Shared.NextDouble();
            if (kill % 2 == 0)
                instant.CancelAfter(before);
            if (await enforced.TryStartServerAsync(instant))
            {
                changes += await ChangeAsync(enforced, guarded.GroupId, instant, before / 4);
                await enforced.KillServerAsync();
            }
            else
            {
                early++;
            }

            Assert.True(await conversation.ExchangeAsync(1000, EnforcedLab.Patience, Cancel), $"The conversation stalled after kill {kill}.");
        }

        await enforced.StartServerAsync();
        await enforced.SettleAsync();
        await done.CancelAsync();
        var (sent, wrong) = await sending;
        Assert.Empty(wrong);
        Assert.True(changes > 0);
        output.WriteLine($"{kills} kills, {early} of them before the server was ready, {changes} changes answered, {sent} probes");
        await enforced.Api.ResetRulesAsync(guarded.GroupId, [ApiRule.AcceptTcp("81", "0.0.0.0/0")], [], Cancel);
        await enforced.SettleAsync();
        enforced.AssertPasses(Probe.Tcp(app.V4, web.V4, 81));
        enforced.AssertDropped(Probe.Tcp(app.V4, web.V4, 80));
    }

    /// <summary>How long it takes from nothing to an enforced revision, on this machine and now.</summary>
    private static async Task<TimeSpan> LifeAsync(EnforcedLab enforced)
    {
        await enforced.KillServerAsync();
        long start = Stopwatch.GetTimestamp();
        await enforced.StartServerAsync();
        await enforced.SettleAsync();
        await enforced.KillServerAsync();
        return Stopwatch.GetElapsedTime(start);
    }

    /// <summary>Changes that never touch what the traffic is about, one after the other, until the instant comes; the last one may be on its way then.</summary>
    private static async Task<int> ChangeAsync(EnforcedLab enforced, string group, CancellationTokenSource instant, TimeSpan afterTheFirst)
    {
        int changes = 0;
        try
        {
            for (; !instant.IsCancellationRequested; changes++)
            {
                await enforced.Api.ResetRulesAsync(group, [.. Allowed, ApiRule.AcceptTcp($"{6000 + (changes % 2)}", "0.0.0.0/0")], [], instant.Token);
                if (changes == 0)
                    instant.CancelAfter(afterTheFirst);
            }
        }
        catch (OperationCanceledException) when (instant.IsCancellationRequested)
        {
        }

        return changes;
    }
}
