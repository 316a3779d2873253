using System.Net;
using Ringfence.Datapath;
using Ringfence.Datapath.Ebpf;
using Ringfence.Datapath.Ebpf.Tables;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Ebpf;

/// <summary>What plans do to real packets.</summary>
public sealed class DriverTests : GuestBench
{
    [Theory]
    [InlineData(AttachBy.Tcx)]
    [InlineData(AttachBy.Clsact)]
    public void A_guest_without_rules_is_closed_and_a_rule_opens_it_for_the_next_packet(AttachBy by)
    {
        using var driver = _router.Run(() => EbpfDriver.Open(_pins, _scope, Options with { Attach = by }));
        Apply(driver, []);
        using var server = Listen();
        Assert.False(Reaches(server));

        Apply(driver, [Allow("10.9.0.1/32", 7000)]);
        Assert.True(Reaches(server));

        Apply(driver, [Allow("10.9.0.3/32", 7000)]);
        Assert.False(Reaches(server));
    }

    [Fact]
    public void An_established_flow_is_cut_by_the_change_that_refuses_it_and_lives_through_one_that_does_not()
    {
        using var driver = _router.Run(() => EbpfDriver.Open(_pins, _scope, Options));
        Apply(driver, [Allow("10.9.0.1/32", 7000)]);
        using var server = Listen();
        using var client = _router.Run(() => Open(server));
        Assert.True(Echo(client, server));
        Apply(driver, [Allow("10.9.0.0/24", 7000), Allow("10.8.0.0/16", 1)]);
        Assert.True(Echo(client, server));
        Apply(driver, [Allow("10.8.0.0/16", 7000)]);
        Assert.False(Echo(client, server));
    }

    [Fact]
    public void What_the_guest_sends_passes_its_egress_rules_and_its_answers_come_back_without_an_ingress_rule()
    {
        using var driver = _router.Run(() => EbpfDriver.Open(_pins, _scope, Options));
        using var server = _router.Run(() => Bind(RouterAddress));
        using var client = _guest.Run(() => Open(server));
        Apply(driver, [], []);
        Assert.False(Echo(client, server));
        Apply(driver, [], [Allow("10.9.0.1/32", 7000)]);
        Assert.True(Echo(client, server));
    }

    [Fact]
    public void A_plan_that_does_not_fit_changes_nothing()
    {
        using var driver = _router.Run(() => EbpfDriver.Open(_pins, _scope, Options with { Sizes = Options.Sizes with { ArenaBytes = 1 << 21 } }));
        Apply(driver, [Allow("10.9.0.1/32", 7000)]);
        using var server = Listen();
        Assert.True(Reaches(server));
        for (int i = 0; i < 5; i++)
        {
            var many = Enumerable.Range(0, 1 << 18).Select(n => (IpAddress.V4(0x0b000000 + (uint)n), 1)).ToList();
            Assert.Throws<ArenaFullException>(() => _router.Run(() => driver.Apply(new EbpfPlan(new AddressImage(many, []), new Dictionary<string, InterfaceImage>(), 1), AddressMoves.None)));
            Assert.True(Reaches(server));
        }

        // And there is still room for what fits.
        Apply(driver, []);
        Assert.False(Reaches(server));
    }

    [Fact]
    public void A_member_that_moves_to_another_class_is_judged_by_it_with_its_next_packet()
    {
        using var driver = _router.Run(() => EbpfDriver.Open(_pins, _scope, Options));
        var router = IpAddress.Parse("10.9.0.1");
        var rule = new SecurityRule(new RuleId(1), new GroupPeer("sg-2"), new LiteralService(IpProtocol.Udp, PortSet.All), RuleAction.Accept);
        // Class 1 is a member's: the tiny compiler gives it to the one member it knows.
        var somebody = new HashSet<IpAddress> { IpAddress.Parse("10.9.9.9") };
        var plan = Apply(driver, [rule], [], somebody);
        using var server = Listen();
        using var client = _router.Run(() => Open(server));
        Assert.False(Echo(client, server));
        // The first is seen while packets may still look at the image before it, the others with and without waiting for them.
        foreach (bool wait in new[] { false, true, false, true })
        {
            if (wait)
                Settle(driver);
            _router.Run(() => driver.Apply(plan, new AddressMoves([(router, 1)], [])));
            Assert.True(Echo(client, server));
            if (wait)
                Settle(driver);
            Assert.True(Echo(client, server));
            _router.Run(() => driver.Apply(plan, new AddressMoves([], [router])));
            Assert.False(Echo(client, server));
        }
    }

    [Fact]
    public void Flows_hits_and_samples_name_the_rule()
    {
        var options = Options with { CountPackets = true, DropEvents = true, FlowEvents = true };
        using var driver = _router.Run(() => EbpfDriver.Open(_pins, _scope, options));
        Apply(driver, [Allow("10.9.0.1/32", 7000)]);
        using var server = Listen();
        using var client = _router.Run(() => Open(server));
        using var events = new EventReader(driver.Program.Map("rf_events"), driver.Program.Map("rf_interfaces"), driver.Program.Map("rf_rule_ids"));
        Assert.True(Echo(client, server));
        Assert.True(Echo(client, server));

        var revisions = new FlowRevisions();
        revisions.Applied(5, driver.Epoch, driver.Generations());
        var flow = Assert.Single(_router.Run(() => new FlowListing(driver, revisions, DateTimeOffset.UnixEpoch).Read(0, 1 << 10)));
        Assert.Equal(("eni-1", "vg", Direction.Ingress, new RuleId(7000), 5, true), (flow.InterfaceId, flow.Device, flow.Opened, flow.Rule!.Value, flow.Revision!.Value, flow.IsCurrent));
        Assert.Equal(("10.9.0.2", 7000, "10.9.0.1"), (flow.Local.ToString(), (int)flow.LocalPort, flow.Remote.ToString()));
        Assert.Equal(((IPEndPoint)client.LocalEndPoint!).Port, flow.RemotePort);
        Assert.Equal(FlowState.UdpStream, flow.State);
        Assert.InRange(flow.OpenedAt!.Value, DateTimeOffset.UnixEpoch.AddMinutes(-1), flow.LastSeen!.Value);
        Assert.InRange(flow.LastSeen!.Value, flow.OpenedAt!.Value, DateTimeOffset.UnixEpoch);
        var hits = driver.Program.Hits[driver.Rules.Held.Single().Number];
        Assert.Equal(new RuleHits(1, 4, 4 * (14 + 20 + 8 + 3)), hits);

        Apply(driver, []);
        Assert.False(Echo(client, server));
        var samples = _router.Run(events.Read);
        Assert.Contains(samples, sample => sample is { Reason: EbpfReason.Pass, LocalPort: 7000, Rule.Value: 7000, Device: "vg" });
        Assert.Contains(samples, sample => sample is { Reason: EbpfReason.FlowCut, LocalPort: 7000, Direction: Direction.Ingress });
        Assert.Equal(new DropCount(1, 14 + 20 + 8 + 3), EbpfCounters.Reasons(driver.Program)[EbpfReason.FlowCut]);
    }
}
