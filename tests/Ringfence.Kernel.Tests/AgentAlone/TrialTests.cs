using System.Text.Json.Nodes;
using Ringfence.Contracts.Client;
using Ringfence.Kernel.Tests.Harness;
using Ringfence.Lab.Client;
using Ringfence.Lab.Probing;
using Ringfence.Lab.Topology;
using Ringfence.Linux.Threads;

namespace Ringfence.Kernel.Tests.AgentAlone;

/// <summary>The door that somebody closes behind themselves, in packets: a machine's own card, and no server left to ask.</summary>
public sealed class TrialTests(PublishedAgent agent) : IClassFixture<PublishedAgent>
{
    private const int Within = 12;

    private static readonly ApiRule[] WayIn = [ApiRule.AcceptTcp("2222", "0.0.0.0/0")];

    /// <summary>The time of a trial and as much as a busy machine may need.</summary>
    private static readonly TimeSpan UntilOver = TimeSpan.FromSeconds(Within) + EnforcedLab.Patience + EnforcedLab.Patience;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_locks_themselves_out_comes_in_again_though_the_server_was_killed()
    {
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed, silent: true));
        var (group, wayIn) = await GuardAsync(enforced);
        using var standby = agent.Start([.. Arguments(enforced), "--standby"]);
        try
        {
            await TryClosingAsync(enforced, group);
            enforced.AssertDropped(wayIn);
            await enforced.KillServerAsync();
            Assert.Contains("which waits for its confirmation", await standby.StandardOutput.ReadLineAsync(Cancel), StringComparison.Ordinal);
            await EnforcedLab.EventuallyAsync(() => enforced.Lab.Reaches(wayIn), "the way in is open again", UntilOver);

            // The server, when it comes, has it in its history.
            await enforced.StartServerAsync();
            await enforced.SettleAsync();
            enforced.AssertPasses(wayIn);
            Assert.Equal("RevertTrial", await LastActionAsync(enforced));
        }
        finally
        {
            standby.Kill();
        }
    }

    [Fact]
    public async Task With_the_server_there_the_deadline_is_met_by_host_and_history()
    {
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed, silent: true));
        var (group, wayIn) = await GuardAsync(enforced);
        await TryClosingAsync(enforced, group);
        enforced.AssertDropped(wayIn);
        await EnforcedLab.EventuallyAsync(() => enforced.Lab.Reaches(wayIn), "the way in is open again", UntilOver);
        await enforced.SettleAsync();
        enforced.AssertPasses(wayIn);
    }

    [Fact]
    public async Task What_was_confirmed_stays_though_the_server_was_killed()
    {
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed, silent: true));
        var (group, wayIn) = await GuardAsync(enforced);
        using var standby = agent.Start([.. Arguments(enforced), "--standby"]);
        try
        {
            await TryClosingAsync(enforced, group);
            var deadline = BootClock.Elapsed + TimeSpan.FromSeconds(Within);
            // Killed as soon as it has answered.
            await enforced.Api.CallAsync(ApiService.Ringfence, "ConfirmChange", [], Cancel);
            await enforced.KillServerAsync();
            Assert.EndsWith("leaves the kernel as it is", await standby.StandardOutput.ReadLineAsync(Cancel), StringComparison.Ordinal);
            await EnforcedLab.EventuallyAsync(() => BootClock.Elapsed > deadline + TimeSpan.FromSeconds(2), "the time is over", UntilOver);
            enforced.AssertDropped(wayIn);
        }
        finally
        {
            standby.Kill();
        }
    }

    private static async Task<(string Group, Probe WayIn)> GuardAsync(EnforcedLab enforced)
    {
        var host = enforced.Lab.Host;
        string group = await enforced.Api.CreateGroupAsync("machine", WayIn, ApiRule.Anywhere, Cancel);
        await enforced.Api.RegisterAsync([host.AsInstance([group])], Cancel);
        await enforced.SettleAsync();
        var wayIn = Probe.Tcp(enforced.Lab.Outside.V4, host.UplinkV4, 2222);
        enforced.AssertPasses(wayIn);
        return (group, wayIn);
    }

    private static async Task TryClosingAsync(EnforcedLab enforced, string group)
    {
        await enforced.Api.CallAsync(
            ApiService.Ringfence,
            "TryChange",
            new()
            {
                ["Action"] = "ModifySecurityGroupPolicies",
                ["Parameters"] = new JsonObject { ["SecurityGroupId"] = group, ["SecurityGroupPolicySet"] = new JsonObject { ["Version"] = "0" } },
                ["ConfirmWithin"] = Within,
            },
            Cancel);
        await enforced.SettleAsync();
    }

    private static async Task<string> LastActionAsync(EnforcedLab enforced)
    {
        var answer = await enforced.Api.CallAsync(ApiService.Ringfence, "DescribeRevisions", new() { ["Limit"] = 1 }, Cancel);
        return answer.GetProperty("RevisionSet")[0].GetProperty("Action").GetString()!;
    }

    private static string[] Arguments(EnforcedLab enforced) =>
        ["--data", enforced.DataFolder, "--netns", enforced.Lab.Host.Namespace.Name, "--datapath", EnforcedLab.Driver];
}
