using Ringfence.Kernel.Tests.Harness;
using Ringfence.Lab.Packets;
using Ringfence.Lab.Probing;
using Ringfence.Lab.Topology;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Basics;

/// <summary>Section 2, point 6: what passes at an interface whose policy accepts nothing.</summary>
public sealed class AlwaysAllowedTests
{
    [Theory]
    [InlineData(LinkKind.Routed)]
    [InlineData(LinkKind.Bridged)]
    public async Task ARP_neighbour_discovery_and_DHCP_as_a_client_pass_where_nothing_else_does(LinkKind link)
    {
        await using var enforced = await SharedLabs.BorrowAsync(link, silent: true);
        var (lab, web) = (enforced.Lab, enforced.Lab["web"]);
        await enforced.GuardAsync(web, [], []);
        var (host4, host6) = (Layouts.HostFor(lab, web, AddressFamily.IPv4), Layouts.HostFor(lab, web, AddressFamily.IPv6));

        enforced.AssertDropped(Probe.Udp(web.V4, host4, 53));
        Assert.True(web.GatewayAnswersArp);
        enforced.AssertPasses(Probe.Of(web.V6, host6, IpProtocol.IcmpV6, marker =>
            EthernetFrame.NeighbourSolicitation(web.Mac, web.V6.Address, host6.Address, host6.Address, marker)));

        var unspecified = web.At("0.0.0.0");
        enforced.AssertPasses(BroadcastUdp(unspecified, host4, 68, 67));
        enforced.AssertPasses(Probe.Udp(host4, web.V4, 68, sourcePort: 67));
        enforced.AssertPasses(Probe.Udp(web.V6, host6, 547, sourcePort: 546));
        enforced.AssertPasses(Probe.Udp(host6, web.V6, 546, sourcePort: 547));
    }

    [Theory]
    [InlineData(LinkKind.Routed)]
    [InlineData(LinkKind.Bridged)]
    public async Task An_instance_cannot_play_router_or_DHCP_server(LinkKind link)
    {
        await using var enforced = await SharedLabs.BorrowAsync(link, silent: true);
        var (lab, web, app) = (enforced.Lab, enforced.Lab["web"], enforced.Lab["app"]);
        await enforced.GuardAsync(web, [], []);
        await enforced.GuardAsync(app, [], []);
        enforced.AssertDropped(Probe.Udp(web.V4, app.V4, 68, sourcePort: 67));
        enforced.AssertDropped(Probe.Udp(web.V6, app.V6, 546, sourcePort: 547));
        const byte RouterAdvertisement = 134, Redirect = 137;
        foreach (byte type in new[] { RouterAdvertisement, Redirect })
        {
            enforced.AssertDropped(Probe.Of(web.V6, app.V6, IpProtocol.IcmpV6, marker =>
                Transport.Icmp(web.V6.Address, app.V6.Address, type, 0, [0, 0, 0, 0, .. marker], timeToLive: 255)));
        }
    }

    [Fact]
    public async Task On_a_bridge_neighbours_find_each_other_and_other_kinds_of_frames_stay_out()
    {
        await using var enforced = await SharedLabs.BorrowAsync(LinkKind.Bridged, silent: true);
        var (web, app) = (enforced.Lab["web"], enforced.Lab["app"]);
        await enforced.GuardAsync(web, [], []);
        await enforced.GuardAsync(app, [], []);
        enforced.AssertPasses(Probe.Frame(web.V4, app.V4, marker => EthernetFrame.ArpRequest(web.Mac, web.V4.Address, app.V4.Address, marker)));
        enforced.AssertPasses(Probe.Frame(
            web.V6, app.V6, marker => EthernetFrame.NeighbourSolicitation(web.Mac, web.V6.Address, app.V6.Address, marker)));
        enforced.AssertDropped(Probe.Frame(
            web.V4, app.V4, marker => EthernetFrame.Build(app.Mac, web.Mac, EthernetFrame.ExperimentalType, marker)));
        enforced.AssertDropped(Probe.Udp(web.V4, app.V4, 53).InFrames(vlan: 7));
    }

    private static Probe BroadcastUdp(LabAddress from, LabAddress to, ushort from16, ushort to16) =>
        Probe.Frame(
            from,
            to,
            marker => EthernetFrame.Around(
                EthernetFrame.Broadcast,
                ((LabStation)from.Node).Mac,
                Transport.Udp(from.Address, IpAddress.Parse("255.255.255.255"), from16, to16, marker)),
            IpProtocol.Udp);
}
