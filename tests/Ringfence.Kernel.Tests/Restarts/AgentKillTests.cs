using System.Diagnostics;
using Ringfence.Kernel.Tests.AgentAlone;
using Ringfence.Kernel.Tests.Harness;
using Ringfence.Lab.Client;
using Ringfence.Lab.Conversations;
using Ringfence.Lab.Topology;

namespace Ringfence.Kernel.Tests.Restarts;

/// <summary>
/// kill -9 of the agent alone at random instants, from its first instruction on, under traffic: no allowed packet is lost, no flow is forgotten, no refused packet passes. RINGFENCE_KILLS says how often.
/// </summary>
public sealed class AgentKillTests(PublishedAgent agent, ITestOutputHelper output) : IClassFixture<PublishedAgent>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_at_any_instant_the_agent_leaves_in_force_what_it_enforced()
    {
        long kills = Amount.Of("RINGFENCE_KILLS", 10);
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed));
        var (lab, web, app) = (enforced.Lab, enforced.Lab["web"], enforced.Lab["app"]);
        await enforced.GuardAsync(web, [ApiRule.AcceptTcp("80", "0.0.0.0/0"), ApiRule.AcceptUdp("53", "0.0.0.0/0")], []);
        await enforced.GuardAsync(app, [], ApiRule.Anywhere);
        await using var conversation = await TcpConversation.TryOpenAsync(app.V4, web.V4, 80, EnforcedLab.Patience, Cancel);
        Assert.NotNull(conversation);
        await enforced.StopServerAsync();
        long start = Stopwatch.GetTimestamp();
        await LiveAsync(enforced, null);
        var life = Stopwatch.GetElapsedTime(start);

        using var done = new CancellationTokenSource();
        var sending = SteadyTraffic.RunAsync(lab, web, done.Token);
        int early = 0;
        for (int kill = 0; kill < kills; kill++)
        {
            // By turns while it comes up, and when it has.
            if (!await LiveAsync(enforced, kill % 2 == 0 ? life * Random.Shared.NextDouble() : null))
                early++;
            Assert.True(await conversation.ExchangeAsync(1000, EnforcedLab.Patience, Cancel), $"The conversation stalled after kill {kill}.");
        }

        // The server, when it comes, takes over what the last one left.
        await enforced.StartServerAsync();
        await enforced.SettleAsync();
        await done.CancelAsync();
        var (sent, wrong) = await sending;
        Assert.Empty(wrong);
        Assert.True(sent > 100, $"Only {sent} probes were sent.");
        output.WriteLine($"{kills} kills, {early} of them before the agent was ready, {sent} probes");
    }

    /// <summary>Starts an agent and kills it, when it is ready or when this time is over.</summary>
    /// <returns>Whether it was ready.</returns>
    private async Task<bool> LiveAsync(EnforcedLab enforced, TimeSpan? time)
    {
        using var process = agent.Start(AgentAloneTests.Arguments(enforced));
        var ready = process.StandardOutput.ReadLineAsync(Cancel).AsTask();
        if (time is { } some)
            await Task.WhenAny(ready, Task.Delay(some, Cancel));
        else
            Assert.Contains("at 2 interfaces with", await ready, StringComparison.Ordinal);
        bool isReady = ready.IsCompleted;
        process.Kill();
        await process.WaitForExitAsync(Cancel);
        Assert.Equal(128 + 9, process.ExitCode);
        return isReady;
    }
}
