using System.Text.Json.Nodes;
using Ringfence.Kernel.Tests.Harness;
using Ringfence.Lab.Client;
using Ringfence.Lab.Probing;
using Ringfence.Lab.Topology;

namespace Ringfence.Kernel.Tests.Basics;

/// <summary>What an interface gets that named no group, and one that has none.</summary>
public sealed class BindingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_names_no_group_gets_the_default_group_which_opens_IPv4_and_not_IPv6()
    {
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed, silent: true));
        var (lab, web) = (enforced.Lab, enforced.Lab["web"]);
        await enforced.Api.RegisterAsync([web.AsGuest(groupIds: null)], Cancel);
        await enforced.SettleAsync();
        enforced.AssertPasses(Probe.Tcp(lab.Outside.V4, web.V4, 80));
        enforced.AssertPasses(Probe.Udp(web.V4, lab.Outside.V4, 53));
        enforced.AssertDropped(Probe.Tcp(lab.Outside.V6, web.V6, 80));
        enforced.AssertDropped(Probe.Udp(web.V6, lab.Outside.V6, 53));
    }

    [Fact]
    public async Task An_interface_that_loses_its_last_group_is_closed_both_ways()
    {
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed, silent: true));
        var (lab, web, app) = (enforced.Lab, enforced.Lab["web"], enforced.Lab["app"]);
        string open = await enforced.Api.CreateGroupAsync("open", ApiRule.Anywhere, ApiRule.Anywhere, Cancel);
        // Groups can be taken from secondary interfaces only, so app's link stands for a second interface of web.
        var instance = web.AsGuest([open]);
        var second = app.AsGuest([open])["NetworkInterfaces"]![0]!.DeepClone();
        instance["NetworkInterfaces"]!.AsArray().Add(second);
        var registered = await enforced.Api.RegisterAsync([instance], Cancel);
        await enforced.SettleAsync();
        enforced.AssertPasses(Probe.Udp(lab.Outside.V4, app.V4, 53));
        await enforced.Api.CallAsync(
            ApiService.Vpc,
            "DisassociateNetworkInterfaceSecurityGroups",
            new() { ["NetworkInterfaceIds"] = new JsonArray(registered[0].InterfaceIds[1]), ["SecurityGroupIds"] = new JsonArray(open) },
            Cancel);
        await enforced.SettleAsync();
        foreach (var family in Layouts.Families)
        {
            enforced.AssertDropped(Probe.Udp(lab.Outside.In(family), app.In(family), 53));
            enforced.AssertDropped(Probe.Udp(app.In(family), lab.Outside.In(family), 53));
            enforced.AssertPasses(Probe.Udp(lab.Outside.In(family), web.In(family), 53));
        }
    }

    [Fact]
    public async Task Two_networks_with_the_same_addresses_never_meet()
    {
        var layout = new LabLayout
        {
            Stations =
            [
                new("a1") { Link = LinkKind.Bridged, Silent = true },
                new("a2") { Link = LinkKind.Bridged, Silent = true },
                new("b1") { Link = LinkKind.Bridged, Bridge = "br1", Silent = true, Addresses = Bridged(0) },
                new("b2") { Link = LinkKind.Bridged, Bridge = "br1", Silent = true, Addresses = Bridged(1) },
            ],
        };
        await using var enforced = await EnforcedLab.StartAsync(layout);
        var (a1, a2, b1, b2) = (enforced.Lab["a1"], enforced.Lab["a2"], enforced.Lab["b1"], enforced.Lab["b2"]);
        Assert.Equal(a1.Addresses.AsEnumerable(), b1.Addresses);
        string clients = await enforced.Api.CreateGroupAsync("clients", [], ApiRule.Anywhere, Cancel);
        string others = await enforced.Api.CreateGroupAsync("others", [], ApiRule.Anywhere, Cancel);
        string servers = await enforced.Api.CreateGroupAsync("servers", [ApiRule.AcceptAll(clients)], [], Cancel);
        await enforced.Api.RegisterAsync(
            [a1.AsGuest([clients], "vpc-aaaaaaaa"), a2.AsGuest([servers], "vpc-aaaaaaaa"), b1.AsGuest([others], "vpc-bbbbbbbb"), b2.AsGuest([servers], "vpc-bbbbbbbb")],
            Cancel);
        await enforced.SettleAsync();
        foreach (var family in Layouts.Families)
        {
            // The very same tuple in both networks: the accepted flow of one is not the other's.
            enforced.AssertPasses(Probe.Udp(a1.In(family), a2.In(family), 53, sourcePort: 4000));
            enforced.AssertDropped(Probe.Udp(b1.In(family), b2.In(family), 53, sourcePort: 4000));
            enforced.AssertDropped(Probe.Udp(b1.In(family), b2.In(family), 53));
            enforced.AssertPasses(Probe.Udp(a1.In(family), a2.In(family), 53));
        }
    }

    private static System.Collections.Immutable.ImmutableArray<Ringfence.Policy.Addressing.IpAddress> Bridged(int index) =>
        AddressPlan.Choose(new StationLayout("x") { Link = LinkKind.Bridged }, index);
}
