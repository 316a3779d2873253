using Ringfence.Datapath.Ebpf;
using Ringfence.Datapath.Ebpf.Layout;
using Ringfence.Kernel.Tests.Ebpf.Reference;
using Ringfence.Kernel.Tests.Harness;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Ebpf;

/// <summary>
/// Everything that touches the flow table at once: two cores open, hit, reset and let expire the same flows while policies change, the epoch moves and user space expires and
/// removes. RINGFENCE_RACE_SECONDS says how long.
/// </summary>
[Collection(nameof(TwoCores))]
public sealed class FlowRaceTests(CrowdedProgramFixture fixture, ITestOutputHelper output) : IClassFixture<CrowdedProgramFixture>
{
    private const int Steady = 300, Churning = 200, Ageing = 200;
    private const ushort SteadyPort = 80, ChurningPort = 81, AgeingPort = 82, TurningPort = 83, RefusedPort = 84;

    private static readonly IpAddress Own = IpAddress.Parse("10.0.0.5"), Other = IpAddress.Parse("10.1.0.9");
    private static readonly byte[] TcpFlags = [Frames.Syn, Frames.SynAck, Frames.Ack, Frames.Ack, Frames.Ack, Frames.Fin, Frames.Rst];

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

    /// <summary>Twice the number of the revision in force, odd while it is being exchanged. The turning port is open at every other revision.</summary>
    private int _version;
    private long _packets;
    private long _turned;

    private FlowTable Table => new(fixture.Program);

    [Fact]
    public async Task No_flow_is_lost_or_doubled_and_no_verdict_is_wrong()
    {
        fixture.ForgetFlows();
        HostSettings.Write(ref fixture.Program.Host, new EbpfOptions
        {
            Ages = new FlowAges { UdpUnanswered = TimeSpan.FromMilliseconds(20), UdpAnswered = TimeSpan.FromHours(1), UdpStream = TimeSpan.FromHours(1), TcpClosed = TimeSpan.FromMilliseconds(20) },
        });
        // As short as the clock can tell: user space takes slots as early as it ever may.
        fixture.Program.Host.AgeMargin = 2;
        Enforce();
        for (ushort i = 1; i <= Steady; i++)
        {
            Assert.True(Inward(Frames.Udp(Other, i, Own, SteadyPort)));
            Assert.True(Outward(Frames.Udp(Own, SteadyPort, Other, i)));
        }

        long contended = fixture.Count(EbpfReason.Contended), doubled = fixture.Count(EbpfReason.CountDouble);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stop.CancelAfter(TimeSpan.FromSeconds(Amount.Of("RINGFENCE_RACE_SECONDS", 5)));
        var cores = Enumerable.Range(0, 2).Select(core => Task.Factory.StartNew(() => Play(core, stop.Token), TaskCreationOptions.LongRunning)).ToList();
        var (expired, removed) = Manage(stop.Token);
        var wrong = (await Task.WhenAll(cores)).SelectMany(of => of).ToList();
        contended = fixture.Count(EbpfReason.Contended) - contended;

        output.WriteLine(
            $"{_packets} packets, {_version / 2} revisions, {_turned} verdicts that had to turn, {expired} flows expired and {removed} removed by user space, " +
            $"{fixture.Count(EbpfReason.CountDouble) - doubled} doubles settled, {contended} packets gave up");
        // A packet may give up when it loses its slot four times in a row; it is counted and never more than a few.
        Assert.True(wrong.Count <= contended, string.Join('\n', wrong.Take(10)));
        Assert.True(expired > 0 && removed > 0 && _turned > 0);
        var left = Table.Read();
        Assert.Equal(left.Count, left.Select(flow => flow.Key).Distinct().Count());
        Assert.Equal(Steady, left.Count(flow => flow.Key.LocalPort == KernelFlowKey.HostOrder(SteadyPort)));
        Assert.Equal(0, fixture.Count(EbpfReason.TableBounds) + fixture.Count(EbpfReason.FlowTableFull));
    }

    private static SecurityRule Rule(int id, ushort port, RuleAction action) =>
        new(new RuleId(id), new PrefixPeer(IpPrefix.Parse("0.0.0.0/0")), new LiteralService(IpProtocol.Udp, PortSet.Of(new PortRange(port, port))), action);

    private bool Inward(byte[] frame) => fixture.Run(frame, Direction.Ingress);

    private bool Outward(byte[] frame) => fixture.Run(frame, Direction.Egress);

    /// <summary>The next revision; nothing may be sent from the instance but answers.</summary>
    private void Enforce()
    {
        Interlocked.Increment(ref _version);
        bool opens = (_version + 1) / 2 % 2 == 0;
        SecurityRule[] rules =
        [
            Rule(1, RefusedPort, RuleAction.Drop),
            Rule(2, TurningPort, opens ? RuleAction.Accept : RuleAction.Drop),
            new(new RuleId(3), new PrefixPeer(IpPrefix.Parse("0.0.0.0/0")), Ringfence.Policy.Rules.Service.Any, RuleAction.Accept),
        ];
        fixture.Enforce(Guest, rules, [], new HashSet<IpAddress>());
        Interlocked.Increment(ref _version);
    }

    /// <summary>One core's packets; what it saw that must not be.</summary>
    private List<string> Play(int core, CancellationToken stop)
    {
        var random = new Random(core);
        var wrong = new List<string>();
        long packets = 0;
        while (!stop.IsCancellationRequested)
        {
            packets++;
            ushort steady = (ushort)random.Next(1, Steady + 1), churning = (ushort)random.Next(1, Churning + 1), ageing = (ushort)random.Next(1, Ageing + 1);
            switch (random.Next(8))
            {
                case 0 or 1 when !Inward(Frames.Udp(Other, steady, Own, SteadyPort)):
                    wrong.Add($"a steady flow's question was dropped: {steady}");
                    break;
                case 2 or 3 when !Outward(Frames.Udp(Own, SteadyPort, Other, steady)):
                    wrong.Add($"a steady flow was lost: {steady}");
                    break;
                case 4 when !Inward(Frames.Tcp(Other, churning, Own, ChurningPort, TcpFlags[random.Next(TcpFlags.Length)])):
                    wrong.Add($"an accepted TCP packet was dropped: {churning}");
                    break;
                case 5:
                    Outward(Frames.Tcp(Own, ChurningPort, Other, churning, TcpFlags[random.Next(TcpFlags.Length)]));
                    break;
                case 6 when !Inward(Frames.Udp(Other, ageing, Own, AgeingPort)):
                    wrong.Add($"an accepted packet of a flow that may have aged was dropped: {ageing}");
                    break;
                case 7 when Inward(Frames.Udp(Other, ageing, Own, RefusedPort)) || Outward(Frames.Udp(Own, RefusedPort, Other, ageing)):
                    wrong.Add($"a refused packet passed: {ageing}");
                    break;
                case 7:
                    Turn(ageing, wrong);
                    break;
            }
        }

        Interlocked.Add(ref _packets, packets);
        return wrong;
    }

    /// <summary>When one revision was in force from before to after, the verdict is that revision's.</summary>
    private void Turn(ushort port, List<string> wrong)
    {
        int before = Volatile.Read(ref _version);
        bool passed = Inward(Frames.Udp(Other, port, Own, TurningPort));
        if (before % 2 != 0 || Volatile.Read(ref _version) != before)
            return;
        Interlocked.Increment(ref _turned);
        if (passed != (before / 2 % 2 == 0))
            wrong.Add($"revision {before / 2}: {(passed ? "passed" : "dropped")} {port}");
    }

    /// <summary>The agent's part.</summary>
    private (long Expired, long Removed) Manage(CancellationToken stop)
    {
        long expired = 0, removed = 0;
        for (int i = 0; !stop.IsCancellationRequested; i++)
        {
            Enforce();
            Interlocked.Increment(ref fixture.Program.Host.Root); // its low half is the epoch
            expired += Table.Remove(new FlowExpiry(fixture.Program).IsOver);
            if (i % 4 == 0)
                removed += Table.Remove(flow => flow.Key.LocalPort == KernelFlowKey.HostOrder(ChurningPort) && flow.Key.RemotePort % 3 == 0);
            Table.ForgetAway(0, Table.Count);
        }

        return (expired, removed);
    }
}
