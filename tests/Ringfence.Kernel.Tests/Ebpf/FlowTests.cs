using Ringfence.Datapath;
using Ringfence.Datapath.Ebpf;
using Ringfence.Datapath.Ebpf.Layout;
using Ringfence.Kernel.Tests.Ebpf.Reference;
using Ringfence.Linux.Bpf;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Ebpf;

/// <summary>Two cores are needed for a race: nothing else runs beside these tests.</summary>
[CollectionDefinition(nameof(TwoCores), DisableParallelization = true)]
public sealed class TwoCores;

/// <summary>The flow table: ages, floods, a full table, and two cores at once.</summary>
[Collection(nameof(TwoCores))]
public sealed class FlowTests(ProgramFixture fixture, ITestOutputHelper output) : IClassFixture<ProgramFixture>
{
    private static readonly IpAddress Own = IpAddress.Parse("10.0.0.5"), Other = IpAddress.Parse("10.1.0.9");

    private const byte Sctp = 132;

    private static readonly InterfacePolicy Guest = new()
    {
        InterfaceId = "eni-1",
        Device = "lo",
        Role = InterfaceRole.Guest,
        Mac = new MacAddress(ProgramFixture.Mac),
        Addresses = [Own],
        SourceCheck = true,
        IngressLists = [],
        EgressLists = [],
    };

    private static SecurityRule AllowAll { get; } = new(new RuleId(1), new PrefixPeer(IpPrefix.Parse("0.0.0.0/0")), Ringfence.Policy.Rules.Service.Any, RuleAction.Accept);

    private FlowTable Table => new(fixture.Program);

    private long Refused => fixture.Count(EbpfReason.FlowTableFull) + fixture.Count(EbpfReason.FlowLimit);

    [Fact]
    public void A_flood_of_half_open_flows_never_pushes_out_an_established_one()
    {
        Begin(new FlowAges { EvictAfter = TimeSpan.Zero });
        for (ushort port = 1000; port < 1500; port++)
            Establish(port);
        long evicted = fixture.Count(EbpfReason.CountEvicted);
        for (uint i = 0; i < 60_000; i++)
            fixture.Run(Frames.Tcp(IpAddress.V4(0x0b000000 + i), 5, Own, 80, Frames.Syn), Direction.Ingress);

        Assert.Equal(500, Table.Read(flow => KernelFlow.State(flow.Condition) == FlowState.TcpEstablished).Count);
        Assert.True(fixture.Count(EbpfReason.CountEvicted) + fixture.Count(EbpfReason.FlowTableFull) > evicted);
        for (ushort port = 1000; port < 1500; port++)
            Assert.True(fixture.Run(Frames.Tcp(Own, 80, Other, port, Frames.Ack), Direction.Egress));
    }

    [Fact]
    public void A_flood_of_blind_handshakes_pushes_out_no_real_flow_and_keeps_no_new_one_out()
    {
        Begin(new FlowAges { EvictAfter = TimeSpan.Zero });
        for (ushort port = 1000; port < 1500; port++)
            Establish(port);
        // Worse than a stack would have it: nobody answers the blind ACKs with a RST.
        for (uint i = 0; i < 3 * fixture.Program.Sizes.FlowSlots; i++)
        {
            var spoofed = IpAddress.V4(0x0b000000 + i);
            fixture.Run(Frames.Tcp(spoofed, 5, Own, 80, Frames.Syn), Direction.Ingress);
            fixture.Run(Frames.Tcp(Own, 80, spoofed, 5, Frames.SynAck), Direction.Egress);
            fixture.Run(Frames.Tcp(spoofed, 5, Own, 80, Frames.Ack), Direction.Ingress);
        }

        for (ushort port = 1500; port < 2000; port++)
            Establish(port);
        Assert.Equal(1000, Table.Read(flow => KernelFlow.Flags(flow.Condition).HasFlag(KernelFlowFlags.Confirmed)).Count);
        for (ushort port = 1000; port < 2000; port++)
            Assert.True(fixture.Run(Frames.Tcp(Own, 80, Other, port, Frames.Ack), Direction.Egress));
    }

    [Fact]
    public void An_idle_handshake_outlives_a_flood_of_half_open_flows()
    {
        Begin(new FlowAges { EvictAfter = TimeSpan.Zero }, egressOpen: false);
        for (ushort port = 1000; port < 1200; port++)
            ShakeHands(port);
        for (uint i = 0; i < 3 * fixture.Program.Sizes.FlowSlots; i++)
            fixture.Run(Frames.Tcp(IpAddress.V4(0x0b000000 + i), 5, Own, 80, Frames.Syn), Direction.Ingress);

        // The policy lets nothing out: the flows are there.
        for (ushort port = 1000; port < 1200; port++)
            Assert.True(fixture.Run(Frames.Tcp(Own, 80, Other, port, Frames.Ack, data: 1), Direction.Egress));
    }

    [Fact]
    public void Answered_flows_of_other_protocols_give_way()
    {
        Begin(new FlowAges { EvictAfter = TimeSpan.Zero });
        for (uint i = 0; i < 2 * fixture.Program.Sizes.FlowSlots; i++)
        {
            var spoofed = IpAddress.V4(0x0b000000 + i);
            fixture.Run(Frames.Of(spoofed, Own, Sctp), Direction.Ingress);
            fixture.Run(Frames.Of(Own, spoofed, Sctp), Direction.Egress);
        }

        for (ushort port = 1000; port < 1200; port++)
            Establish(port);
    }

    [Theory]
    [InlineData(Direction.Ingress, true)]
    [InlineData(Direction.Egress, false)]
    public void A_datagram_stream_gives_way_when_it_is_silent_and_others_opened_it(Direction opener, bool givesWay)
    {
        Begin(new FlowAges { UdpAnswered = TimeSpan.Zero, EvictAfter = TimeSpan.FromHours(1) });
        var directions = new[] { opener, opener == Direction.Ingress ? Direction.Egress : Direction.Ingress, opener };
        for (uint i = 0; i < 2 * fixture.Program.Sizes.FlowSlots; i++)
        {
            var far = IpAddress.V4(0x0b000000 + i);
            foreach (var direction in directions)
                fixture.Run(direction == Direction.Ingress ? Frames.Udp(far, 5, Own, 80) : Frames.Udp(Own, 80, far, 5), direction);
        }

        long evicted = fixture.Count(EbpfReason.CountEvicted), refused = Refused;
        for (uint i = 0; i < 1000; i++)
            fixture.Run(Frames.Udp(IpAddress.V4(0x0c000000 + i), 5, Own, 80), Direction.Ingress);
        Assert.Equal(givesWay, fixture.Count(EbpfReason.CountEvicted) > evicted);
        Assert.Equal(!givesWay, Refused > refused);
    }

    [Fact]
    public void A_full_table_refuses_new_flows_and_keeps_the_old()
    {
        Begin(new FlowAges { EvictAfter = TimeSpan.FromHours(1) });
        long refused = fixture.Count(EbpfReason.FlowTableFull);
        int accepted = 0;
        for (uint i = 0; i < 20_000; i++)
            accepted += fixture.Run(Frames.Udp(IpAddress.V4(0x0b000000 + i), 5, Own, 80), Direction.Ingress) ? 1 : 0;

        Assert.Equal(20_000 - accepted, fixture.Count(EbpfReason.FlowTableFull) - refused);
        Assert.True(accepted < 20_000);
        Assert.Equal(accepted, Table.Read().Count);
        // Four choices of eight ways: nearly everything is used before anything is refused.
        Assert.True(accepted > fixture.Program.Sizes.FlowSlots * 9 / 10);
    }

    [Fact]
    public void A_flow_expires_and_its_answer_is_then_judged_by_itself()
    {
        Begin(new FlowAges { UdpUnanswered = TimeSpan.FromMilliseconds(40) }, egressOpen: false);
        Assert.True(fixture.Run(Frames.Udp(Other, 7, Own, 80), Direction.Ingress));
        Assert.True(fixture.Run(Frames.Udp(Other, 8, Own, 80), Direction.Ingress));
        Assert.True(fixture.Run(Frames.Udp(Own, 80, Other, 8), Direction.Egress));
        uint begin = fixture.Program.Now();
        while (fixture.Program.Now() - begin <= Jiffies.Of(TimeSpan.FromMilliseconds(80)))
        {
        }

        Assert.False(fixture.Run(Frames.Udp(Own, 80, Other, 7), Direction.Egress));
        Assert.True(fixture.Run(Frames.Udp(Own, 80, Other, 8), Direction.Egress));
    }

    [Fact]
    public void What_has_expired_is_freed_a_margin_later()
    {
        Begin(new FlowAges { UdpUnanswered = TimeSpan.Zero });
        fixture.Program.Host.AgeMargin = 2;
        fixture.Run(Frames.Udp(Other, 7, Own, 80), Direction.Ingress);
        Assert.Single(Table.Read());
        uint begin = fixture.Program.Now();
        while (fixture.Program.Now() - begin <= 3)
        {
        }

        Assert.Equal(1, Expire());
        Assert.Empty(Table.Read());
        Assert.True(fixture.Run(Frames.Udp(Other, 7, Own, 80), Direction.Ingress));
        Assert.Single(Table.Read());
    }

    [Fact]
    public void Flows_away_from_home_are_found_and_their_places_forgotten_behind_them()
    {
        Begin(new FlowAges());
        var words = fixture.Program.Overflow.At<uint>(0, Table.Count / KernelFlow.Ways);
        int flows = Table.Count / 4;
        long opened = fixture.Count(EbpfReason.CountOpened);
        for (int pass = 0; pass < 2; pass++)
        {
            for (uint i = 0; i < flows; i++)
                Assert.True(fixture.Run(Frames.Udp(IpAddress.V4(0x0b000000 + i), 5, Own, 80), Direction.Ingress));
        }

        Assert.Equal(flows, fixture.Count(EbpfReason.CountOpened) - opened);
        Assert.True(words.ToArray().Count(KernelOverflow.HasAway) > 10);

        // Places in use stay named: whoever is there is found.
        Table.ForgetAway(0, Table.Count);
        for (uint i = 0; i < flows; i++)
            Assert.True(fixture.Run(Frames.Udp(IpAddress.V4(0x0b000000 + i), 5, Own, 80), Direction.Ingress));
        Assert.Equal(flows, fixture.Count(EbpfReason.CountOpened) - opened);

        Assert.Equal(flows, Table.Remove(_ => true));
        Table.ForgetAway(0, Table.Count);
        SweepSpilled();
        Assert.DoesNotContain(words.ToArray(), word => KernelOverflow.HasAway(word) || KernelOverflow.Away(word) != 0);
    }

    [Fact]
    public void After_a_flood_no_bucket_is_said_to_have_flows_elsewhere()
    {
        Begin(new FlowAges { EvictAfter = TimeSpan.FromHours(1) });
        var words = fixture.Program.Overflow.At<uint>(0, Table.Count / KernelFlow.Ways);
        byte[] Frame(uint i) => Frames.Udp(IpAddress.V4(0x0b000000 + i), 5, Own, 80);
        var flows = Enumerable.Range(0, Table.Count * 9 / 10).Select(i => (uint)i).Where(i => fixture.Run(Frame(i), Direction.Ingress)).ToList();
        int spilled = words.ToArray().Count(word => KernelOverflow.Spilled(word) != 0);
        Assert.True(spilled > 100);

        // What is left is found where it is.
        Table.Remove(flow => flow.Key.Remote.ToAddress(4).Value % 8 != 0);
        SweepSpilled();
        Assert.InRange(words.ToArray().Count(word => KernelOverflow.Spilled(word) != 0), 1, spilled / 2);
        long opened = fixture.Count(EbpfReason.CountOpened);
        foreach (uint i in flows.Where(i => i % 8 == 0))
            Assert.True(fixture.Run(Frame(i), Direction.Ingress));
        Assert.Equal(opened, fixture.Count(EbpfReason.CountOpened));

        // One that goes elsewhere during the look is not forgotten.
        Table.Remove(_ => true);
        var look = new SpilledBuckets(fixture.Program);
        look.Begin();
        look.Look(0, Table.Count);
        flows = flows.FindAll(i => fixture.Run(Frame(i), Direction.Ingress));
        look.End();
        opened = fixture.Count(EbpfReason.CountOpened);
        foreach (uint i in flows)
            Assert.True(fixture.Run(Frame(i), Direction.Ingress));
        Assert.Equal(opened, fixture.Count(EbpfReason.CountOpened));

        Table.Remove(_ => true);
        SweepSpilled();
        Table.ForgetAway(0, Table.Count);
        Assert.All(words.ToArray(), word => Assert.Equal(KernelOverflow.Number(word), word));
    }

    private void SweepSpilled()
    {
        var look = new SpilledBuckets(fixture.Program);
        look.Begin();
        look.Look(0, Table.Count);
        look.End();
    }

    [Fact]
    public void Two_that_ask_each_other_with_one_identifier_have_two_conversations()
    {
        Begin(new FlowAges(), egressOpen: false);
        foreach (ushort identifier in new ushort[] { 0, 77, ushort.MaxValue })
        {
            Assert.True(fixture.Run(Frames.Icmp(Other, Own, 8, identifier), Direction.Ingress));
            Assert.True(fixture.Run(Frames.Icmp(Own, Other, 0, identifier), Direction.Egress));
            Assert.True(fixture.Run(Frames.Icmp(Own, Other, 11, quoted: Frames.Icmp(Other, Own, 8, identifier)[14..]), Direction.Egress));
            Assert.False(fixture.Run(Frames.Icmp(Own, Other, 8, identifier), Direction.Egress));
            Assert.False(fixture.Run(Frames.Icmp(Other, Own, 0, identifier), Direction.Ingress));
            Assert.Equal((identifier, identifier), Table.Read().Select(flow => (flow.Key.LocalEnd, flow.Key.RemoteEnd)).Single());
            fixture.ForgetFlows();
        }
    }

    [Fact]
    public async Task Two_cores_that_open_the_same_flows_leave_each_once()
    {
        Begin(new FlowAges());
        long doubles = fixture.Count(EbpfReason.CountDouble);
        // The window is some tens of nanoseconds: until it was hit a few times, but not for ever.
        for (int round = 0; round < 30 && fixture.Count(EbpfReason.CountDouble) < doubles + 3; round++)
            await OpenOnTwoCores();
        output.WriteLine($"{fixture.Count(EbpfReason.CountDouble) - doubles} flows were opened on both cores at once");
    }

    private async Task OpenOnTwoCores()
    {
        const int flows = 4000; // a quarter of the table: nothing is refused for want of room
        fixture.ForgetFlows();
        long accepted = 0;
        int[] arrived = [0, 0];
        void Open(bool inward)
        {
            for (ushort port = 0; port < flows; port++)
            {
                byte[] frame = inward ? Frames.Udp(Other, (ushort)(port + 1), Own, 80) : Frames.Udp(Own, 80, Other, (ushort)(port + 1));
                // Side by side for each flow.
                var spin = default(SpinWait);
                Interlocked.Increment(ref arrived[inward ? 0 : 1]);
                while (Volatile.Read(ref arrived[inward ? 1 : 0]) <= port)
                {
                    if (spin.Count < 200)
                        spin.SpinOnce(-1);
                    else
                        Thread.Yield();
                }

                if (fixture.Run(frame, inward ? Direction.Ingress : Direction.Egress))
                    Interlocked.Increment(ref accepted);
            }
        }

        await Task.WhenAll(
            Task.Factory.StartNew(() => Open(true), TaskCreationOptions.LongRunning),
            Task.Factory.StartNew(() => Open(false), TaskCreationOptions.LongRunning));
        Assert.Equal(2 * flows, accepted);
        var found = Table.Read();
        Assert.Equal(flows, found.Count);
        Assert.Equal(flows, found.Select(flow => flow.Key.RemotePort).Distinct().Count());
    }

    [Fact]
    public async Task Flows_live_through_hits_rejudging_and_ageing_on_two_cores()
    {
        Begin(new FlowAges());
        const int flows = 300;
        for (ushort port = 0; port < flows; port++)
            Assert.True(fixture.Run(Frames.Udp(Other, (ushort)(port + 1), Own, 80), Direction.Ingress));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        long lost = 0;
        void Hit(bool inward)
        {
            for (int i = 0; !stop.IsCancellationRequested; i++)
            {
                ushort port = (ushort)((i % flows) + 1);
                // The egress policy is closed: an answer passes only as long as its flow is there.
                byte[] frame = inward ? Frames.Udp(Other, port, Own, 80) : Frames.Udp(Own, 80, Other, port);
                if (!fixture.Run(frame, inward ? Direction.Ingress : Direction.Egress))
                    Interlocked.Increment(ref lost);
            }
        }

        fixture.Enforce(Guest, [AllowAll], [], new HashSet<IpAddress>());
        var hitting = new[] { true, false }.Select(inward => Task.Factory.StartNew(() => Hit(inward), TaskCreationOptions.LongRunning)).ToArray();
        for (int i = 0; i < 200; i++)
        {
            fixture.Enforce(Guest, [AllowAll], [], new HashSet<IpAddress>());
            Interlocked.Increment(ref fixture.Program.Host.Root); // its low half is the epoch
            Assert.Equal(0, Expire());
        }

        await stop.CancelAsync();
        await Task.WhenAll(hitting);
        Assert.Equal(0, lost);
        Assert.Equal(flows, Table.Read().Count);
    }

    private int Expire() => Table.Remove(new FlowExpiry(fixture.Program).IsOver);

    private void Begin(FlowAges ages, bool egressOpen = true)
    {
        HostSettings.Write(ref fixture.Program.Host, new EbpfOptions { Ages = ages });
        fixture.Enforce(Guest, [AllowAll], egressOpen ? [AllowAll] : [], new HashSet<IpAddress>());
        fixture.ForgetFlows();
    }

    private void Establish(ushort port)
    {
        ShakeHands(port);
        Assert.True(fixture.Run(Frames.Tcp(Own, 80, Other, port, Frames.Ack, data: 1), Direction.Egress));
    }

    private void ShakeHands(ushort port)
    {
        Assert.True(fixture.Run(Frames.Tcp(Other, port, Own, 80, Frames.Syn), Direction.Ingress));
        Assert.True(fixture.Run(Frames.Tcp(Own, 80, Other, port, Frames.SynAck), Direction.Egress));
        Assert.True(fixture.Run(Frames.Tcp(Other, port, Own, 80, Frames.Ack), Direction.Ingress));
    }
}
