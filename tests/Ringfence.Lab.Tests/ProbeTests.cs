using System.Globalization;
using Ringfence.Lab.Packets;
using Ringfence.Lab.Probing;
using Ringfence.Lab.Topology;
using Ringfence.Linux.Namespaces;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Lab.Tests;

public sealed class ProbeTests(LabFixture fixture)
{
    private Laboratory Lab => fixture.Lab;

    [Fact]
    public void Every_kind_of_packet_reaches_everybody_where_nothing_filters()
    {
        foreach (var (from, to) in LabFixture.Pairs(Lab))
        {
            Probe[] probes =
            [
                Probe.Tcp(from, to, 80), Probe.Tcp(from, to, 80, TcpFlags.Ack), Probe.Udp(from, to, 53), Probe.Echo(from, to),
                Probe.Other(from, to, IpProtocol.Gre), Probe.Other(from, to, IpProtocol.Sctp), Probe.Other(from, to, new IpProtocol(99)),
                Probe.Error(from, to, IcmpError.PortUnreachable, Probe.Udp(to, from, 9).Packets[0]),
            ];
            var report = Lab.Prober.Send(probes);
            Assert.All(probes, probe => Assert.True(report.Reached(probe), probe.ToString()));
            Assert.All(probes, probe => Assert.DoesNotContain(report.Elsewhere(probe), node => node != from.Node));
        }
    }

    [Fact]
    public void All_fragments_of_a_datagram_arrive()
    {
        foreach (var (from, to) in LabFixture.Pairs(Lab).Where(pair => pair.From.Node is not LabHost && pair.To.Node is not LabHost))
        {
            var probe = Probe.FragmentedUdp(from, to, 53, fragments: 3);
            Assert.Equal(3, Lab.Prober.Send(probe).Count(probe, to.Node));
        }
    }

    [Fact]
    public void A_filter_of_one_port_is_seen_as_exactly_that()
    {
        LabFixture.Nft(Lab, "table inet byhand { chain forward { type filter hook forward priority 0; tcp dport 81 drop; } "
            + "chain input { type filter hook input priority 0; tcp dport 81 drop; } chain output { type filter hook output priority 0; tcp dport 81 drop; } }");
        try
        {
            var stationsAndHost = LabFixture.Pairs(Lab).Where(pair => !OnOneBridge(pair.From.Node, pair.To.Node));
            foreach (var (from, to) in stationsAndHost)
            {
                Assert.False(Lab.Reaches(Probe.Tcp(from, to, 81)), $"81 {from} {to}");
                Assert.True(Lab.Reaches(Probe.Tcp(from, to, 80)), $"80 {from} {to}");
            }
        }
        finally
        {
            LabFixture.Nft(Lab, "delete table inet byhand");
        }
    }

    [Fact]
    public void Verdicts_follow_each_other_as_fast_as_the_filter_alternates()
    {
        LabFixture.Nft(Lab, "table inet byhand { chain forward { type filter hook forward priority 0; meta mark 0 udp dport 1-1000 drop; } }");
        try
        {
            for (int i = 0; i < 500; i++)
            {
                Assert.False(Lab.Reaches(Probe.Udp(Lab["web"].V4, Lab["app"].V4, 500)));
                Assert.True(Lab.Reaches(Probe.Udp(Lab["web"].V4, Lab["app"].V4, 1500)));
            }
        }
        finally
        {
            LabFixture.Nft(Lab, "delete table inet byhand");
        }
    }

    [Fact]
    public async Task No_probe_is_ever_taken_for_dropped_where_nothing_filters()
    {
        int count = int.Parse(Environment.GetEnvironmentVariable("RINGFENCE_LAB_PROBES") ?? "4000", CultureInfo.InvariantCulture);
        var ends = LabFixture.Pairs(Lab).ToArray();
        int lost = await Lab.Prober.RunAsync(() => Enumerable.Range(0, count).Count(i =>
        {
            var (from, to) = ends[i % ends.Length];
            return !Lab.Reaches(Probe.Udp(from, to, 4000));
        }));
        Assert.Equal(0, lost);
    }

    [Fact]
    public async Task A_fence_holds_without_ARP()
    {
        await using var lab = await Laboratory.CreateAsync(LabLayout.Routed("a", "b"));
        lab.Host.Namespace.Run(() => Sysctl.Write("ipv4/conf/all/arp_ignore", "8"));
        for (int i = 0; i < 50; i++)
            Assert.True(lab.Reaches(Probe.Udp(lab["a"].V4, lab["b"].V4, 7)));
        LabFixture.Nft(lab, "table inet byhand { chain forward { type filter hook forward priority 0; policy drop; } }");
        Assert.False(lab.Reaches(Probe.Udp(lab["a"].V4, lab["b"].V4, 7)));
    }

    [Fact]
    public void Frames_of_other_kinds_are_captured_too()
    {
        var (one, two) = (Lab["vm1"], Lab["vm2"]);
        var arp = Probe.Frame(one.V4, two.V4, marker => EthernetFrame.ArpRequest(one.Mac, one.V4.Address, two.V4.Address, marker));
        var discovery = Probe.Frame(one.V6, two.V6, marker => EthernetFrame.NeighbourSolicitation(one.Mac, one.V6.Address, two.V6.Address, marker));
        var tagged = Probe.Udp(one.V4, two.V4, 5).InFrames(vlan: 7);
        var report = Lab.Prober.Send(arp, discovery, tagged);
        Assert.All([arp, discovery, tagged], probe => Assert.True(report.Reached(probe), probe.ToString()));
    }

    [Fact]
    public void Foreign_senders_are_possible_so_that_a_source_check_can_be_tested()
    {
        var forged = Lab["web"].At("203.0.113.77");
        Assert.True(Lab.Reaches(Probe.Udp(forged, Lab["app"].V4, 5)));
        Assert.True(Lab.Reaches(Probe.Udp(Lab["web"].V4, Lab["app"].V4, 5).InFrames(source: new MacAddress(0x02aabbccddee))));
    }

    private static bool OnOneBridge(LabNode one, LabNode two) =>
        one is LabStation { Layout.Link: LinkKind.Bridged } && two is LabStation { Layout.Link: LinkKind.Bridged };
}
