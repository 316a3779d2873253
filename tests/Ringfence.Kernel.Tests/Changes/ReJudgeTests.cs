using Ringfence.Kernel.Tests.Harness;
using Ringfence.Lab.Client;
using Ringfence.Lab.Conversations;
using Ringfence.Lab.Probing;
using Ringfence.Lab.Topology;
using Ringfence.Linux.Packets;

namespace Ringfence.Kernel.Tests.Changes;

/// <summary>Section 2, point 4: a change is for established flows too, judged by their first packet.</summary>
public sealed class ReJudgeTests
{
    private static readonly TimeSpan CutBound = TimeSpan.FromMilliseconds(400);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static ApiRule[] Tcp(string port) => [ApiRule.AcceptTcp(port, "0.0.0.0/0"), ApiRule.AcceptTcp(port, "::/0")];

    [Theory]
    [InlineData(LinkKind.Routed)]
    [InlineData(LinkKind.Bridged)]
    public async Task An_established_conversation_is_cut_by_the_change_that_forbids_it_and_by_no_other(LinkKind link)
    {
        await using var enforced = await SharedLabs.BorrowAsync(link);
        var (lab, web, app) = (enforced.Lab, enforced.Lab["web"], enforced.Lab["app"]);
        var guarded = await enforced.GuardAsync(web, Tcp("80"), Tcp("8080"));
        foreach (var family in Layouts.Families)
        {
            await enforced.Api.ResetRulesAsync(guarded.GroupId, Tcp("80"), Tcp("8080"), Cancel);
            await enforced.SettleAsync();
            await using var incoming = await TcpConversation.TryOpenAsync(lab.Outside.In(family), web.In(family), 80, EnforcedLab.Patience, Cancel);
            await using var outgoing = await TcpConversation.TryOpenAsync(web.In(family), app.In(family), 8080, EnforcedLab.Patience, Cancel);
            Assert.NotNull(incoming);
            Assert.NotNull(outgoing);

            await enforced.Api.AddRulesAsync(guarded.GroupId, "Ingress", [ApiRule.AcceptUdp("1", "0.0.0.0/0")], Cancel);
            await enforced.SettleAsync();
            Assert.True(await incoming.ExchangeAsync(5000, EnforcedLab.Patience, Cancel));
            Assert.True(await outgoing.ExchangeAsync(5000, EnforcedLab.Patience, Cancel));

            await enforced.Api.ResetRulesAsync(guarded.GroupId, Tcp("81"), Tcp("8080"), Cancel);
            await enforced.SettleAsync();
            Assert.False(await incoming.ExchangeAsync(100, CutBound, Cancel));
            Assert.True(await outgoing.ExchangeAsync(5000, EnforcedLab.Patience, Cancel));

            await enforced.Api.ResetRulesAsync(guarded.GroupId, Tcp("80"), Tcp("8081"), Cancel);
            await enforced.SettleAsync();
            Assert.False(await outgoing.ExchangeAsync(100, CutBound, Cancel));
            Assert.True(await incoming.ExchangeAsync(100, EnforcedLab.Patience, Cancel));
        }
    }

    [Theory]
    [InlineData(LinkKind.Routed)]
    [InlineData(LinkKind.Bridged)]
    public async Task A_cut_flow_carries_nothing_in_either_direction(LinkKind link)
    {
        await using var enforced = await SharedLabs.BorrowAsync(link, silent: true);
        var (lab, web) = (enforced.Lab, enforced.Lab["web"]);
        var guarded = await enforced.GuardAsync(web, [ApiRule.AcceptUdp("53", "0.0.0.0/0"), ApiRule.AcceptUdp("53", "::/0")], []);
        foreach (var family in Layouts.Families)
        {
            var client = lab.Outside.In(family);
            enforced.AssertPasses(Probe.Udp(client, web.In(family), 53, sourcePort: 7000));
            enforced.AssertPasses(Probe.Udp(web.In(family), client, 7000, sourcePort: 53));
        }

        await enforced.Api.ResetRulesAsync(guarded.GroupId, [ApiRule.AcceptUdp("54", "0.0.0.0/0"), ApiRule.AcceptUdp("54", "::/0")], [], Cancel);
        await enforced.SettleAsync();
        foreach (var family in Layouts.Families)
        {
            var client = lab.Outside.In(family);
            // The answer first: no packet of the flow's own direction has been judged since the change.
            enforced.AssertDropped(Probe.Udp(web.In(family), client, 7000, sourcePort: 53));
            enforced.AssertDropped(Probe.Udp(client, web.In(family), 53, sourcePort: 7000));
            enforced.AssertDropped(Probe.Udp(web.In(family), client, 7000, sourcePort: 53));
        }
    }

    [Fact]
    public async Task An_idle_flow_does_not_outlive_its_rule_and_others_stay()
    {
        await using var enforced = await SharedLabs.BorrowAsync(LinkKind.Routed, silent: true);
        var (lab, web) = (enforced.Lab, enforced.Lab["web"]);
        var guarded = await enforced.GuardAsync(web, [ApiRule.AcceptUdp("53-54", "0.0.0.0/0"), ApiRule.AcceptUdp("53-54", "::/0")], []);
        foreach (var family in Layouts.Families)
        {
            enforced.AssertPasses(Probe.Udp(lab.Outside.In(family), web.In(family), 53));
            enforced.AssertPasses(Probe.Udp(lab.Outside.In(family), web.In(family), 54));
        }

        Assert.Equal(2, Tracked(lab, 53));
        await enforced.Api.ResetRulesAsync(guarded.GroupId, [ApiRule.AcceptUdp("54", "0.0.0.0/0"), ApiRule.AcceptUdp("54", "::/0")], [], Cancel);
        await EnforcedLab.EventuallyAsync(() => Tracked(lab, 53) == 0, "the refused flows are forgotten without another packet");
        Assert.Equal(2, Tracked(lab, 54));
    }

    [Theory]
    [InlineData(LinkKind.Routed)]
    [InlineData(LinkKind.Bridged)]
    public async Task A_member_that_leaves_a_group_loses_what_it_had_through_it(LinkKind link)
    {
        await using var enforced = await SharedLabs.BorrowAsync(link);
        var (web, app) = (enforced.Lab["web"], enforced.Lab["app"]);
        string clients = await enforced.Api.CreateGroupAsync("clients", [], ApiRule.Anywhere, Cancel);
        string others = await enforced.Api.CreateGroupAsync("others", [], ApiRule.Anywhere, Cancel);
        await enforced.GuardAsync(web, [ApiRule.AcceptTcp("80", clients)], []);
        var registered = await enforced.Api.RegisterAsync([app.AsGuest([clients])], Cancel);
        await enforced.SettleAsync();
        await using var conversation = await TcpConversation.TryOpenAsync(app.V4, web.V4, 80, EnforcedLab.Patience, Cancel);
        Assert.NotNull(conversation);
        Assert.True(await conversation.ExchangeAsync(1000, EnforcedLab.Patience, Cancel));
        await enforced.Api.BindAsync(registered[0].InstanceId, [others], Cancel);
        await enforced.SettleAsync();
        Assert.False(await conversation.ExchangeAsync(100, CutBound, Cancel));
        await enforced.Api.BindAsync(registered[0].InstanceId, [clients], Cancel);
        await enforced.SettleAsync();
        Assert.True(await conversation.ExchangeAsync(100, EnforcedLab.Patience, Cancel));
    }

    private static int Tracked(Laboratory lab, ushort port) => EnforcedLab.IsEbpf
        ? lab.Host.Namespace.Run(() => PinnedFlows.Count(17, port))
        : lab.Host.Namespace.Run(ConnectionTable.Read).Count(flow => flow.Protocol == 17 && flow.DestinationPort == port);
}
