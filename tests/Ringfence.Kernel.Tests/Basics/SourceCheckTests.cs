using System.Text.Json.Nodes;
using Ringfence.Kernel.Tests.Harness;
using Ringfence.Lab.Client;
using Ringfence.Lab.Packets;
using Ringfence.Lab.Probing;
using Ringfence.Lab.Topology;
using Ringfence.Policy.Addressing;

namespace Ringfence.Kernel.Tests.Basics;

/// <summary>Section 2, point 7.</summary>
public sealed class SourceCheckTests
{
    private static readonly MacAddress ForgedMac = new(0x02aa_bbcc_ddee);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(LinkKind.Routed)]
    [InlineData(LinkKind.Bridged)]
    public async Task An_instance_sends_from_its_own_addresses_only(LinkKind link)
    {
        await using var enforced = await SharedLabs.BorrowAsync(link, silent: true);
        var (lab, web, app) = (enforced.Lab, enforced.Lab["web"], enforced.Lab["app"]);
        await enforced.GuardAsync(web, ApiRule.Anywhere, ApiRule.Anywhere);
        await enforced.GuardAsync(app, ApiRule.Anywhere, ApiRule.Anywhere);
        foreach (var family in Layouts.Families)
        {
            foreach (var to in new[] { lab.Outside.In(family), app.In(family), Layouts.HostFor(lab, web, family) })
            {
                enforced.AssertPasses(Probe.Udp(web.In(family), to, 53));
                enforced.AssertDropped(Probe.Udp(web.At(family == AddressFamily.IPv4 ? "203.0.113.77" : "2001:db8:9::77"), to, 53));
                enforced.AssertDropped(Probe.Udp(web.In(family), to, 53).InFrames(source: ForgedMac));
            }

            // An address of a neighbour, in an established flow of its own: the check is for every packet, not for the first.
            enforced.AssertPasses(Probe.Udp(app.In(family), lab.Outside.In(family), 53, sourcePort: 5353));
            enforced.AssertDropped(Probe.Udp(web.At(app.In(family).Address), lab.Outside.In(family), 53, sourcePort: 5353));
        }
    }

    [Fact]
    public async Task On_a_bridge_nobody_can_claim_anothers_address_by_ARP_or_neighbour_discovery()
    {
        await using var enforced = await SharedLabs.BorrowAsync(LinkKind.Bridged, silent: true);
        var (web, app) = (enforced.Lab["web"], enforced.Lab["app"]);
        await enforced.GuardAsync(web, ApiRule.Anywhere, ApiRule.Anywhere);
        await enforced.GuardAsync(app, ApiRule.Anywhere, ApiRule.Anywhere);
        var gateway = Layouts.HostFor(enforced.Lab, web, AddressFamily.IPv4).Address;
        enforced.AssertPasses(Probe.Frame(web.V4, app.V4, marker => EthernetFrame.ArpRequest(web.Mac, web.V4.Address, app.V4.Address, marker)));
        enforced.AssertDropped(Probe.Frame(web.V4, app.V4, marker => EthernetFrame.ArpRequest(web.Mac, gateway, app.V4.Address, marker)));
        enforced.AssertDropped(Probe.Frame(
            web.V6, app.V6, marker => EthernetFrame.NeighbourSolicitation(web.Mac, IpAddress.Parse("fd78::1"), app.V6.Address, marker)));
    }

    [Fact]
    public async Task A_machine_sends_from_its_own_addresses_only()
    {
        await using var enforced = await SharedLabs.BorrowAsync(LinkKind.Routed, silent: true);
        var (lab, web) = (enforced.Lab, enforced.Lab["web"]);
        var forged = Layouts.Families.Select(family => (lab.Host.At(family == AddressFamily.IPv4 ? "203.0.113.77" : "2001:db8:9::77"), lab.Outside.In(family))).ToList();
        foreach (var (from, to) in forged)
            enforced.AssertPasses(Probe.Udp(from, to, 53));
        string group = await enforced.Api.CreateGroupAsync("machine", ApiRule.Anywhere, ApiRule.Anywhere, Cancel);
        var machine = (await enforced.Api.RegisterAsync([lab.Host.AsInstance([group])], Cancel))[0];
        await enforced.SettleAsync();
        foreach (var (from, to) in forged)
        {
            enforced.AssertDropped(Probe.Udp(from, to, 53));
            // Nor in a conversation of its own. What it forwards is not its own.
            var own = from.Address.Family == AddressFamily.IPv4 ? lab.Host.UplinkV4 : lab.Host.UplinkV6;
            enforced.AssertPasses(Probe.Udp(own, to, 53, sourcePort: 5353));
            enforced.AssertDropped(Probe.Udp(from, to, 53, sourcePort: 5353));
            enforced.AssertPasses(Probe.Udp(web.In(from.Address.Family), to, 53));
            // Whoever came in by a failsafe port gets answers, whatever address of the machine it was.
            enforced.AssertPasses(Probe.Tcp(from, to, 4022, TcpFlags.Syn | TcpFlags.Ack, sourcePort: 22));
            enforced.AssertDropped(Probe.Tcp(from, to, 4022, TcpFlags.Syn, sourcePort: 22));
        }

        await TurnOffAsync(enforced, machine.InstanceId, machine.InterfaceIds[0]);
        foreach (var (from, to) in forged)
            enforced.AssertPasses(Probe.Udp(from, to, 53));
    }

    [Fact]
    public async Task It_can_be_turned_off_for_an_interface()
    {
        await using var enforced = await SharedLabs.BorrowAsync(LinkKind.Routed, silent: true);
        var (lab, web) = (enforced.Lab, enforced.Lab["web"]);
        var guarded = await enforced.GuardAsync(web, ApiRule.Anywhere, ApiRule.Anywhere);
        var forged = Probe.Udp(web.At("203.0.113.77"), lab.Outside.V4, 53);
        enforced.AssertDropped(forged);
        await TurnOffAsync(enforced, guarded.InstanceId, guarded.InterfaceId);
        enforced.AssertPasses(Probe.Udp(web.At("203.0.113.77"), lab.Outside.V4, 53));
    }

    private static async Task TurnOffAsync(EnforcedLab enforced, string instanceId, string interfaceId)
    {
        var instance = new JsonObject
        {
            ["InstanceId"] = instanceId,
            ["NetworkInterfaces"] = new JsonArray(new JsonObject { ["NetworkInterfaceId"] = interfaceId, ["SourceCheck"] = false }),
        };
        await enforced.Api.RegisterAsync([instance], Cancel);
        await enforced.SettleAsync();
    }
}
