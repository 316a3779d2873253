using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Ringfence.Contracts.Client;
using Ringfence.Kernel.Tests.Harness;
using Ringfence.Lab.Client;
using Ringfence.Lab.Probing;
using Ringfence.Lab.Topology;
using Ringfence.Policy.Addressing;

namespace Ringfence.Kernel.Tests.Basics;

/// <summary>What an interface gets that named no group, and one that has none.</summary>
public sealed class BindingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_names_no_group_gets_the_default_group_which_opens_IPv4_and_not_IPv6()
    {
        await using var enforced = await SharedLabs.BorrowAsync(LinkKind.Routed, silent: true);
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
        await using var enforced = await SharedLabs.BorrowAsync(LinkKind.Routed, silent: true);
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
    public async Task Members_are_looked_for_in_the_interfaces_own_network()
    {
        await using var enforced = await StartTwoNetworksAsync();
        foreach (var family in Layouts.Families)
        {
            enforced.AssertDropped(Probe.Udp(enforced.Lab["b1"].In(family), enforced.Lab["b2"].In(family), 53));
            enforced.AssertPasses(Probe.Udp(enforced.Lab["a1"].In(family), enforced.Lab["a2"].In(family), 53));
            enforced.AssertDropped(Probe.Udp(enforced.Lab["b1"].In(family), enforced.Lab["b2"].In(family), 53));
        }
    }

    [Fact]
    public async Task An_accepted_flow_of_one_network_is_not_one_of_another_with_the_same_addresses_and_ports()
    {
        await using var enforced = await StartTwoNetworksAsync();
        foreach (var family in Layouts.Families)
        {
            enforced.AssertPasses(Probe.Udp(enforced.Lab["a1"].In(family), enforced.Lab["a2"].In(family), 53, sourcePort: 4000));
            enforced.AssertDropped(Probe.Udp(enforced.Lab["b1"].In(family), enforced.Lab["b2"].In(family), 53, sourcePort: 4000));
            enforced.AssertDropped(Probe.Udp(enforced.Lab["b2"].In(family), enforced.Lab["b1"].In(family), 4000, sourcePort: 53));
        }
    }

    /// <summary>Two bridges with stations of the same addresses. In network a, a1 is a member of the group that a2 lets in; in network b nobody is.</summary>
    private static async Task<EnforcedLab> StartTwoNetworksAsync()
    {
        const string A = "vpc-aaaaaaaa", B = "vpc-bbbbbbbb";
        var enforced = await EnforcedLab.StartAsync(new LabLayout
        {
            Stations =
            [
                new("a1") { Link = LinkKind.Bridged, Silent = true },
                new("a2") { Link = LinkKind.Bridged, Silent = true },
                new("b1") { Link = LinkKind.Bridged, Bridge = "br1", Silent = true, Addresses = SameAs(0) },
                new("b2") { Link = LinkKind.Bridged, Bridge = "br1", Silent = true, Addresses = SameAs(1) },
            ],
        });
        var (lab, api) = (enforced.Lab, enforced.Api);
        Assert.Equal(lab["a1"].Addresses.AsEnumerable(), lab["b1"].Addresses);
        string clients = await api.CreateGroupAsync("clients", [], ApiRule.Anywhere, Cancel);
        string others = await api.CreateGroupAsync("others", [], ApiRule.Anywhere, Cancel);
        string servers = await api.CreateGroupAsync("servers", [ApiRule.AcceptAll(clients)], [], Cancel);
        await api.RegisterAsync(
            [lab["a1"].AsGuest([clients], A), lab["a2"].AsGuest([servers], A), lab["b1"].AsGuest([others], B), lab["b2"].AsGuest([servers], B)], Cancel);
        await enforced.SettleAsync();
        return enforced;
    }

    private static ImmutableArray<IpAddress> SameAs(int index) => AddressPlan.Choose(new StationLayout("a") { Link = LinkKind.Bridged }, index);
}
