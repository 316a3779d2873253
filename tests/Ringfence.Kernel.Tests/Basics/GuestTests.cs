using Ringfence.Kernel.Tests.Harness;
using Ringfence.Lab.Client;
using Ringfence.Lab.Conversations;
using Ringfence.Lab.Packets;
using Ringfence.Lab.Probing;
using Ringfence.Lab.Topology;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Basics;

/// <summary>Section 2 of the design, points 1 to 5, at the host's end of an instance's link.</summary>
public sealed class GuestTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ShortBound = TimeSpan.FromMilliseconds(300);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(LinkKind.Routed)]
    [InlineData(LinkKind.Bridged)]
    public async Task Only_what_a_rule_accepts_passes(LinkKind link)
    {
        await using var enforced = await SharedLabs.BorrowAsync(link, silent: true);
        var (lab, web, app) = (enforced.Lab, enforced.Lab["web"], enforced.Lab["app"]);
        await enforced.GuardAsync(web, [ApiRule.AcceptTcp("80,8000-8010", "0.0.0.0/0"), ApiRule.AcceptTcp("80,8000-8010", "::/0")], ApiRule.Anywhere);
        await enforced.GuardAsync(app, [], ApiRule.Anywhere);
        foreach (var family in Layouts.Families)
        {
            foreach (var from in new[] { lab.Outside.In(family), app.In(family), Layouts.HostFor(lab, web, family) })
            {
                foreach (ushort open in new ushort[] { 80, 8000, 8005, 8010 })
                    enforced.AssertPasses(Probe.Tcp(from, web.In(family), open));
                foreach (ushort closed in new ushort[] { 0, 79, 81, 7999, 8011, 65535 })
                    enforced.AssertDropped(Probe.Tcp(from, web.In(family), closed));
                enforced.AssertDropped(Probe.Udp(from, web.In(family), 80));
                enforced.AssertDropped(Probe.Echo(from, web.In(family)));
                enforced.AssertDropped(Probe.Other(from, web.In(family), IpProtocol.Gre));
            }

            enforced.AssertPasses(Probe.Tcp(web.In(family), lab.Outside.In(family), 443));
            enforced.AssertPasses(Probe.Tcp(web.In(family), Layouts.HostFor(lab, web, family), 443));
            // Web may send to app, but app takes nothing: both policies count.
            enforced.AssertDropped(Probe.Tcp(web.In(family), app.In(family), 80));
        }
    }

    [Theory]
    [InlineData(LinkKind.Routed)]
    [InlineData(LinkKind.Bridged)]
    public async Task Leaving_needs_a_rule_too(LinkKind link)
    {
        await using var enforced = await SharedLabs.BorrowAsync(link, silent: true);
        var (lab, web, app) = (enforced.Lab, enforced.Lab["web"], enforced.Lab["app"]);
        await enforced.GuardAsync(web, ApiRule.Anywhere, [ApiRule.AcceptUdp("53", "0.0.0.0/0"), ApiRule.AcceptUdp("53", "::/0")]);
        await enforced.GuardAsync(app, ApiRule.Anywhere, []);
        foreach (var family in Layouts.Families)
        {
            foreach (var to in new[] { lab.Outside.In(family), app.In(family), Layouts.HostFor(lab, web, family) })
            {
                enforced.AssertPasses(Probe.Udp(web.In(family), to, 53));
                enforced.AssertDropped(Probe.Udp(web.In(family), to, 54));
                enforced.AssertDropped(Probe.Tcp(web.In(family), to, 53));
            }

            enforced.AssertDropped(Probe.Udp(app.In(family), lab.Outside.In(family), 53));
            enforced.AssertDropped(Probe.Udp(app.In(family), web.In(family), 53));
        }
    }

    [Theory]
    [InlineData(LinkKind.Routed)]
    [InlineData(LinkKind.Bridged)]
    public async Task Answers_pass_without_a_rule_of_their_own(LinkKind link)
    {
        await using var enforced = await SharedLabs.BorrowAsync(link);
        var (lab, web, app) = (enforced.Lab, enforced.Lab["web"], enforced.Lab["app"]);
        await enforced.GuardAsync(web, ApiRule.Anywhere, []);
        await enforced.GuardAsync(app, [], ApiRule.Anywhere);
        foreach (var family in Layouts.Families)
        {
            foreach (var (from, to) in new[] { (lab.Outside.In(family), web.In(family)), (app.In(family), lab.Outside.In(family)), (app.In(family), web.In(family)) })
            {
                await using var tcp = await TcpConversation.TryOpenAsync(from, to, 80, Bound, Cancel);
                Assert.NotNull(tcp);
                Assert.True(await tcp.ExchangeAsync(100_000, Bound, Cancel), $"{from} {to}");
                await using var udp = UdpConversation.Open(from, to, 53);
                Assert.True(await udp.ExchangeAsync(100, Bound, Cancel));
                Assert.True(await udp.ExchangeAsync(8000, Bound, Cancel));
                Assert.True(lab.Pings(from, to));
                Assert.Null(await TcpConversation.TryOpenAsync(to, from, 80, ShortBound, Cancel));
                Assert.False(lab.Pings(to, from));
            }
        }
    }

    [Theory]
    [InlineData(LinkKind.Routed)]
    [InlineData(LinkKind.Bridged)]
    public async Task A_group_as_peer_means_its_members_now_and_nothing_else(LinkKind link)
    {
        await using var enforced = await SharedLabs.BorrowAsync(link, silent: true);
        var (lab, web, app) = (enforced.Lab, enforced.Lab["web"], enforced.Lab["app"]);
        string clients = await enforced.Api.CreateGroupAsync("clients", [], ApiRule.Anywhere, Cancel);
        string others = await enforced.Api.CreateGroupAsync("others", [], ApiRule.Anywhere, Cancel);
        await enforced.GuardAsync(web, [ApiRule.AcceptAll(clients)], []);
        var registered = await enforced.Api.RegisterAsync([app.AsGuest([clients])], Cancel);
        await enforced.SettleAsync();
        foreach (var family in Layouts.Families)
        {
            enforced.AssertPasses(Probe.Tcp(app.In(family), web.In(family), 80));
            enforced.AssertDropped(Probe.Tcp(lab.Outside.In(family), web.In(family), 80));
        }

        await enforced.Api.BindAsync(registered[0].InstanceId, [others], Cancel);
        await enforced.SettleAsync();
        foreach (var family in Layouts.Families)
            enforced.AssertDropped(Probe.Tcp(app.In(family), web.In(family), 80));
        await enforced.Api.BindAsync(registered[0].InstanceId, [others, clients], Cancel);
        await enforced.SettleAsync();
        foreach (var family in Layouts.Families)
            enforced.AssertPasses(Probe.Tcp(app.In(family), web.In(family), 80));
        await enforced.Api.DeregisterAsync([registered[0].InstanceId], Cancel);
        await enforced.SettleAsync();
        foreach (var family in Layouts.Families)
            enforced.AssertDropped(Probe.Tcp(app.In(family), web.In(family), 80));
    }

    [Theory]
    [InlineData(LinkKind.Routed)]
    [InlineData(LinkKind.Bridged)]
    public async Task A_TCP_packet_without_a_flow_is_judged_in_its_own_direction_and_opens_one(LinkKind link)
    {
        await using var enforced = await SharedLabs.BorrowAsync(link, silent: true);
        var (lab, web) = (enforced.Lab, enforced.Lab["web"]);
        await enforced.GuardAsync(web, [ApiRule.AcceptTcp("80", "0.0.0.0/0")], []);
        enforced.AssertPasses(Probe.Tcp(lab.Outside.V4, web.V4, 80, TcpFlags.Ack | TcpFlags.Psh, sourcePort: 7777));
        enforced.AssertPasses(Probe.Tcp(web.V4, lab.Outside.V4, 7777, TcpFlags.Ack, sourcePort: 80));
        enforced.AssertDropped(Probe.Tcp(lab.Outside.V4, web.V4, 81, TcpFlags.Ack));
        // The same packet from the other side first: it is egress then, which nothing accepts.
        enforced.AssertDropped(Probe.Tcp(web.V4, lab.Outside.V4, 7778, TcpFlags.Ack, sourcePort: 80));
    }

    [Theory]
    [InlineData(LinkKind.Routed)]
    [InlineData(LinkKind.Bridged)]
    public async Task Protocols_without_ports_are_judged_by_address_and_number(LinkKind link)
    {
        await using var enforced = await SharedLabs.BorrowAsync(link, silent: true);
        var (lab, web, app) = (enforced.Lab, enforced.Lab["web"], enforced.Lab["app"]);
        IpProtocol unknown = new(99);
        await enforced.GuardAsync(web, [new(RuleAction.Accept, "GRE", "ALL", "0.0.0.0/0"), new(RuleAction.Accept, "GRE", "ALL", "::/0")], []);
        await enforced.GuardAsync(app, ApiRule.Anywhere, []);
        foreach (var family in Layouts.Families)
        {
            var outside = lab.Outside.In(family);
            enforced.AssertPasses(Probe.Other(outside, web.In(family), IpProtocol.Gre));
            enforced.AssertPasses(Probe.Other(web.In(family), outside, IpProtocol.Gre));
            enforced.AssertDropped(Probe.Other(outside, web.In(family), unknown));
            enforced.AssertDropped(Probe.Other(outside, web.In(family), IpProtocol.Sctp));
            enforced.AssertPasses(Probe.Other(outside, app.In(family), unknown));
            enforced.AssertPasses(Probe.Other(app.In(family), outside, unknown));
            enforced.AssertPasses(Probe.Other(outside, app.In(family), IpProtocol.Sctp));
            enforced.AssertDropped(Probe.Other(app.In(family), outside, new IpProtocol(98)));
        }
    }
}
