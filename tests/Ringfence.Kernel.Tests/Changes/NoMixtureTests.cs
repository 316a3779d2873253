using Ringfence.Kernel.Tests.Harness;
using Ringfence.Lab.Client;
using Ringfence.Lab.Conversations;
using Ringfence.Lab.Probing;
using Ringfence.Lab.Topology;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Changes;

/// <summary>
/// A packet gets the verdict of one revision, never of a mixture. The policies are chosen so that a mixture shows: what both refuse would pass through half of one and
/// half of the other, and what both accept would not.
/// </summary>
public sealed class NoMixtureTests
{
    private const ushort RefusedByBoth = 80;
    private const ushort AcceptedByBoth = 81;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The rules and their exchange are the same on both kinds of link: what a bridge adds shows in fewer.</summary>
    private static int Changes(LinkKind link) => link == LinkKind.Routed ? 1000 : 250;

    /// <summary>
    /// One change moves web between groups: its own policy and the membership that app's policy looks at change together. To port 80, A stops the packet at web and B at app.
    /// </summary>
    [Theory]
    [InlineData(LinkKind.Routed)]
    [InlineData(LinkKind.Bridged)]
    public async Task Policy_and_membership_change_together(LinkKind link)
    {
        await using var enforced = await SharedLabs.BorrowAsync(link);
        var (web, app) = (enforced.Lab["web"], enforced.Lab["app"]);
        string a = await enforced.Api.CreateGroupAsync("a", [ApiRule.AcceptTcp("81", "0.0.0.0/0"), ApiRule.AcceptTcp("81", "::/0")], [], Cancel);
        string b = await enforced.Api.CreateGroupAsync("b", [ApiRule.AcceptTcp("80-81", "0.0.0.0/0"), ApiRule.AcceptTcp("80-81", "::/0")], [], Cancel);
        await enforced.GuardAsync(app, [], [ApiRule.AcceptTcp("80-81", a), ApiRule.AcceptTcp("81", b)]);
        var registered = await enforced.Api.RegisterAsync([web.AsGuest([a])], Cancel);
        await enforced.SettleAsync();
        await AlternateAsync(enforced, Changes(link), app, web, i => enforced.Api.BindAsync(registered[0].InstanceId, [i % 2 == 0 ? b : a], Cancel));
    }

    /// <summary>One change replaces a whole list: half of each would accept what both refuse.</summary>
    [Theory]
    [InlineData(LinkKind.Routed)]
    [InlineData(LinkKind.Bridged)]
    public async Task A_list_changes_as_a_whole(LinkKind link)
    {
        await using var enforced = await SharedLabs.BorrowAsync(link);
        var (web, app) = (enforced.Lab["web"], enforced.Lab["app"]);
        ApiRule[] dropThenOpen =
        [
            new(RuleAction.Drop, "TCP", "80", "0.0.0.0/0"), new(RuleAction.Drop, "TCP", "80", "::/0"), .. ApiRule.Anywhere,
        ];
        ApiRule[] onlyOne = [ApiRule.AcceptTcp("81", "0.0.0.0/0"), ApiRule.AcceptTcp("81", "::/0")];
        var guarded = await enforced.GuardAsync(web, dropThenOpen, []);
        await AlternateAsync(enforced, Changes(link), app, web, i => enforced.Api.ResetRulesAsync(guarded.GroupId, i % 2 == 0 ? onlyOne : dropThenOpen, [], Cancel));
    }

    private static async Task AlternateAsync(EnforcedLab enforced, int changes, LabStation from, LabStation to, Func<int, Task> change)
    {
        var lab = enforced.Lab;
        await using var conversation = await TcpConversation.TryOpenAsync(from.V4, to.V4, AcceptedByBoth, EnforcedLab.Patience, Cancel);
        Assert.NotNull(conversation);
        using var done = new CancellationTokenSource();
        var sending = lab.Prober.RunAsync(() => Send(lab, from, to, done.Token));
        var conversing = ConverseAsync(conversation, done.Token);
        for (int i = 0; i < changes; i++)
            await change(i);
        await enforced.SettleAsync();
        await done.CancelAsync();
        var (sent, wrong) = await sending;
        Assert.Empty(wrong);
        Assert.True(sent > changes, $"Only {sent} probes for {changes} changes.");
        Assert.True(await conversing > 10);
    }

    /// <summary>New flows and packets of old ones, both families, as fast as they go.</summary>
    private static (int Sent, List<string> Wrong) Send(Laboratory lab, LabStation from, LabStation to, CancellationToken done)
    {
        var wrong = new List<string>();
        int sent = 0;
        while (!done.IsCancellationRequested && wrong.Count < 10)
        {
            foreach (var family in Layouts.Families)
            {
                Probe[] probes =
                [
                    Probe.Tcp(from.In(family), to.In(family), RefusedByBoth),
                    Probe.Tcp(from.In(family), to.In(family), RefusedByBoth, Ringfence.Lab.Packets.TcpFlags.Ack, sourcePort: 700),
                    Probe.Tcp(from.In(family), to.In(family), AcceptedByBoth),
                ];
                var report = lab.Prober.Send(probes);
                sent += probes.Length;
                if (report.Count(probes[0], to) > 0 || report.Count(probes[1], to) > 0)
                    wrong.Add($"passed after {sent}: {probes[0]} or {probes[1]}");
                if (!report.Reached(probes[2]))
                    wrong.Add($"dropped after {sent}: {probes[2]}");
            }
        }

        return (sent, wrong);
    }

    private static async Task<int> ConverseAsync(TcpConversation conversation, CancellationToken done)
    {
        int exchanges = 0;
        while (!done.IsCancellationRequested)
        {
            Assert.True(await conversation.ExchangeAsync(2000, TimeSpan.FromSeconds(2), Cancel), $"stalled after {exchanges} exchanges");
            exchanges++;
        }

        return exchanges;
    }
}
