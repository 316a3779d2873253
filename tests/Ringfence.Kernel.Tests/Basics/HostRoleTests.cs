using Ringfence.Kernel.Tests.Harness;
using Ringfence.Kernel.Tests.Nftables;
using Ringfence.Lab.Client;
using Ringfence.Lab.Conversations;
using Ringfence.Lab.Probing;
using Ringfence.Lab.Topology;

namespace Ringfence.Kernel.Tests.Basics;

/// <summary>Role <c>host</c>: the machine itself is the instance, its own NIC the interface.</summary>
public sealed class HostRoleTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_machines_own_traffic_is_judged_and_what_it_forwards_is_not()
    {
        await using var enforced = await SharedLabs.BorrowAsync(LinkKind.Routed, silent: true);
        var (lab, web) = (enforced.Lab, enforced.Lab["web"]);
        string group = await enforced.Api.CreateGroupAsync(
            "machine",
            [ApiRule.AcceptTcp("443", "0.0.0.0/0"), ApiRule.AcceptTcp("443", "::/0")],
            [ApiRule.AcceptUdp("53", "0.0.0.0/0"), ApiRule.AcceptUdp("53", "::/0")],
            Cancel);
        await enforced.Api.RegisterAsync([lab.Host.AsInstance([group])], Cancel);
        await enforced.SettleAsync();
        foreach (var family in Layouts.Families)
        {
            var outside = lab.Outside.In(family);
            var host = family == Ringfence.Policy.Addressing.AddressFamily.IPv4 ? lab.Host.UplinkV4 : lab.Host.UplinkV6;
            enforced.AssertPasses(Probe.Tcp(outside, host, 443));
            enforced.AssertDropped(Probe.Tcp(outside, host, 444));
            enforced.AssertDropped(Probe.Udp(outside, host, 443));
            enforced.AssertPasses(Probe.Udp(host, outside, 53));
            enforced.AssertDropped(Probe.Udp(host, outside, 54));
            enforced.AssertDropped(Probe.Tcp(host, outside, 53));
            enforced.AssertPasses(Probe.Tcp(outside, web.In(family), 444));
            enforced.AssertPasses(Probe.Tcp(web.In(family), outside, 444));
        }
    }

    [Fact]
    public async Task Whoever_is_masqueraded_gets_answers_and_opens_nothing_to_the_machine()
    {
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed));
        var (lab, web) = (enforced.Lab, enforced.Lab["web"]);
        foreach (string family in new[] { "ip", "ip6" })
            Command.In(lab.Host.Namespace.Name, $"nft add table {family} nat; add chain {family} nat post {{ type nat hook postrouting priority 100 ; }}; add rule {family} nat post oifname up0 masquerade");
        string closed = await enforced.Api.CreateGroupAsync("closed", [ApiRule.AcceptTcp("22", "0.0.0.0/0")], [], Cancel);
        await enforced.Api.RegisterAsync([lab.Host.AsInstance([closed])], Cancel);
        await enforced.SettleAsync();
        foreach (var family in Layouts.Families)
        {
            await using var conversation = await TcpConversation.TryOpenAsync(web.In(family), lab.Outside.In(family), 443, EnforcedLab.Patience, Cancel);
            Assert.NotNull(conversation);
            Assert.True(await conversation.ExchangeAsync(100_000, EnforcedLab.Patience, Cancel));
            // A change is none of its business.
            await enforced.Api.AddRulesAsync(closed, "Ingress", [ApiRule.AcceptTcp(family == Ringfence.Policy.Addressing.AddressFamily.IPv4 ? "4" : "6", "0.0.0.0/0")], Cancel);
            await enforced.SettleAsync();
            Assert.True(await conversation.ExchangeAsync(100_000, EnforcedLab.Patience, Cancel));
            var host = family == Ringfence.Policy.Addressing.AddressFamily.IPv4 ? lab.Host.UplinkV4 : lab.Host.UplinkV6;
            Assert.Null(await TcpConversation.TryOpenAsync(lab.Outside.In(family), host, 443, TimeSpan.FromMilliseconds(300), Cancel));
            Assert.Null(await TcpConversation.TryOpenAsync(host, lab.Outside.In(family), 443, TimeSpan.FromMilliseconds(300), Cancel));
        }
    }

    [Fact]
    public async Task The_operator_is_never_locked_out()
    {
        await using var enforced = await SharedLabs.BorrowAsync(LinkKind.Routed);
        var lab = enforced.Lab;
        await using var before = await TcpConversation.TryOpenAsync(lab.Outside.V4, lab.Host.UplinkV4, 22, EnforcedLab.Patience, Cancel);
        Assert.NotNull(before);
        string closed = await enforced.Api.CreateGroupAsync("closed", [], [], Cancel);
        await enforced.Api.RegisterAsync([lab.Host.AsInstance([closed])], Cancel);
        await enforced.SettleAsync();
        Assert.True(await before.ExchangeAsync(1000, EnforcedLab.Patience, Cancel));
        foreach (var (from, to) in new[] { (lab.Outside.V4, lab.Host.UplinkV4), (lab.Outside.V6, lab.Host.UplinkV6) })
        {
            await using var session = await TcpConversation.TryOpenAsync(from, to, 2222, TimeSpan.FromMilliseconds(300), Cancel);
            Assert.Null(session);
            enforced.AssertPasses(Probe.Tcp(from, to, 22));
            // The failsafe is for sessions to the machine, not for ones from it.
            enforced.AssertDropped(Probe.Tcp(to, from, 22));
        }

        // Loopback is nobody's interface.
        await using var local = await TcpConversation.TryOpenAsync(lab.Host.V4, lab.Host.V4, 9510, EnforcedLab.Patience, Cancel);
        Assert.NotNull(local);
        Assert.True(await local.ExchangeAsync(1000, EnforcedLab.Patience, Cancel));
    }
}
