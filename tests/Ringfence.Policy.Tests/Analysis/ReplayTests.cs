using CsCheck;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Analysis.Replay;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;
using Ringfence.Policy.Tests.Compilation;

namespace Ringfence.Policy.Tests.Analysis;

public sealed class ReplayTests
{
    private static readonly Gen<IpProtocol> Protocol = Gen.OneOf(IpProtocol.Tcp, IpProtocol.Udp, IpProtocol.Icmp, IpProtocol.Gre);

    private static readonly Gen<TracedPacket> Packet = Gen.Select(Gens.Address, Gens.Address, Protocol, Gen.Int[0, 4], Gen.Int[0, 4], Gen.Int[0, 2])
        .Where(one => one.Item1.Family == one.Item2.Family).Select(one => new TracedPacket(one.Item1, one.Item2)
        {
            Protocol = one.Item3,
            SourcePort = one.Item3.HasPorts ? (ushort)one.Item4 : (ushort)0,
            DestinationPort = one.Item3.HasPorts ? (ushort)one.Item5 : (ushort)0,
            Role = one.Item3 == IpProtocol.Tcp ? (PacketRole)one.Item6 : PacketRole.Unknown,
            Packets = 1,
            Bytes = 100,
        });

    /// <summary>Flow by flow as plainly as it can be said: who opened it, what both ends' policies say of its first packet, and nothing of the others.</summary>
    [Fact]
    public void A_replay_judges_the_first_packet_of_each_flow_as_the_evaluator_does() =>
        Gen.Select(Gens.Host, Gens.RuleArray, Gens.Address.Array[3], Packet.Array[1, 60]).Sample((policy, otherRules, addresses, packets) =>
        {
            var world = WithAddresses(policy, addresses);
            var changed = world.With(world.Lists["l0"] with { Rules = otherRules });
            var report = Run(packets, Replay(world), Replay(changed));
            var opened = new Dictionary<string, (TracedPacket First, int Packets)>();
            var flows = new List<(TracedPacket First, int Packets)>();
            foreach (var packet in packets)
            {
                string forth = $"{packet.Protocol} {packet.Source} {packet.SourcePort} {packet.Destination} {packet.DestinationPort}";
                string back = $"{packet.Protocol} {packet.Destination} {packet.DestinationPort} {packet.Source} {packet.SourcePort}";
                string key = string.CompareOrdinal(forth, back) < 0 ? forth : back;
                bool isKnown = opened.TryGetValue(key, out var flow) && (packet.Role != PacketRole.Opens || SameWay(flow.First, packet));
                if (!isKnown && opened.Remove(key, out var before))
                    flows.Add(before);
                opened[key] = isKnown ? (flow.First, flow.Packets + 1) : (packet.Role == PacketRole.Answers ? Back(packet) : packet, 1);
            }

            flows.AddRange(opened.Values);
            Assert.Equal((packets.Length, flows.Count), (report.Packets, report.Flows));
            var judged = flows.Select(flow => (flow.First, flow.Packets, One: Verdict(world, flow.First), Two: Verdict(changed, flow.First))).ToList();
            Assert.Equal(judged.Count(flow => flow.One is null && flow.Two is null), report.ForeignFlows);
            Assert.Equal(judged.Count(flow => flow is { One: true, Two: true }), report.PassedFlows);
            Assert.Equal(judged.Count(flow => flow is { One: false, Two: false }), report.DroppedFlows);
            var different = judged.Where(flow => flow.One != flow.Two).ToList();
            Assert.Equal(different.Count, report.DifferentFlows);
            Assert.Equal((different.Count, different.Sum(flow => flow.Packets)), (report.Rows.Sum(row => row.Flows), report.Rows.Sum(row => row.Packets)));
            foreach (var row in report.Rows)
            {
                Assert.Equal((row.Drop is null, row.OtherDrop is null), (Verdict(world, row.Sample), Verdict(changed, row.Sample)));
                Assert.NotEqual(row.Drop is null, row.OtherDrop is null);
                AssertNames(row.Drop is null ? changed : world, row.Drop ?? row.OtherDrop!, row.Sample);
            }
        }, iter: 400);

    [Fact]
    public void Rows_are_grouped_by_what_drops_them_and_their_port_with_the_first_as_a_sample()
    {
        var rule = Hosts.Rule("10.0.0.9", "tcp:22", accept: false);
        var policy = Replay(WithAddresses(Hosts.Host([rule, Hosts.Rule("10.0.0.0/8", "tcp:22")]), [Hosts.Ip("10.0.0.1")]));
        TracedPacket[] packets =
        [
            Tcp("10.0.0.9", 40000, "10.0.0.1", 22), Tcp("10.0.0.9", 40001, "10.0.0.1", 22), Tcp("10.0.0.8", 40000, "10.0.0.1", 22), Tcp("10.0.0.8", 40000, "10.0.0.1", 23) with { WasRejected = true },
            Tcp("10.0.0.9", 40001, "10.0.0.1", 22) with { Role = PacketRole.Unknown },
        ];
        var report = Run(packets, policy);
        Assert.Equal([(2, 3, 22), (1, 1, 23)], report.Rows.Select(row => ((int)row.Flows, (int)row.Packets, (int)row.Port!)));
        Assert.Equal([rule.Id, null], report.Rows.Select(row => row.Drop!.Rule));
        Assert.Equal((packets[0], 0, 1), (report.Rows[0].Sample, report.Rows[0].RejectedFlows, report.Rows[1].RejectedFlows));
        Assert.Equal((1, 3), (report.PassedFlows, report.DroppedFlows));
    }

    [Theory]
    [InlineData(40000, 80, PacketRole.Unknown, 0, true)] // towards the server: dropped, and guessed
    [InlineData(80, 40000, PacketRole.Unknown, 0, true)] // its answer, first in the file: the same
    [InlineData(80, 40000, PacketRole.Opens, 1, false)] // who says that it opens is believed
    [InlineData(80, 90, PacketRole.Unknown, 1, true)] // not even the ports tell: whoever comes first
    public void Who_opened_a_flow_whose_beginning_is_not_in_the_trace_is_guessed_by_the_ports(int sourcePort, int destinationPort, PacketRole role, int passed, bool isGuessed)
    {
        // The server accepts nothing and may send anything.
        var server = Hosts.Interface("a", [], ["out"]) with { Addresses = [Hosts.Ip("10.0.0.1")] };
        var policy = Replay(Hosts.Host([server], [Hosts.List("out", Hosts.Rule("0.0.0.0/0", "ALL"))]));
        var packet = sourcePort == 80
            ? Tcp("10.0.0.1", (ushort)sourcePort, "192.0.2.1", (ushort)destinationPort) with { Role = role }
            : Tcp("192.0.2.1", (ushort)sourcePort, "10.0.0.1", (ushort)destinationPort) with { Role = role };
        var report = Run([packet], policy);
        Assert.Equal((passed, isGuessed ? 1 : 0), ((int)report.PassedFlows, (int)report.GuessedFlows));
        Assert.Equal(passed == 0 && isGuessed ? 1 : 0, report.Rows.Sum(row => row.GuessedFlows));
    }

    [Theory]
    [InlineData("10.0.0.1", 68, "10.0.0.9", 67, true)]
    [InlineData("10.0.0.9", 67, "10.0.0.1", 68, true)]
    [InlineData("2001:db8::1", 546, "2001:db8::9", 547, true)]
    [InlineData("2001:db8::9", 547, "2001:db8::1", 546, true)]
    [InlineData("10.0.0.1", 67, "10.0.0.9", 68, false)] // a server's side
    [InlineData("10.0.0.9", 68, "10.0.0.1", 67, false)]
    [InlineData("2001:db8::9", 546, "2001:db8::1", 547, false)]
    [InlineData("10.0.0.1", 546, "10.0.0.9", 547, false)] // the other family's ports
    [InlineData("2001:db8::1", 68, "2001:db8::9", 67, false)]
    public void A_clients_dhcp_passes_at_its_interface_without_a_rule_and_a_servers_does_not(string source, int sourcePort, string destination, int destinationPort, bool passes)
    {
        var closed = Replay(Hosts.Host([Hosts.Interface("a", [], []) with { Addresses = [Hosts.Ip("10.0.0.1"), Hosts.Ip("2001:db8::1")] }], []));
        var packet = Tcp(source, (ushort)sourcePort, destination, (ushort)destinationPort) with { Role = PacketRole.Unknown };
        Assert.Equal(1, Run([packet], closed).DroppedFlows);
        Assert.Equal(passes ? 1 : 0, Run([packet with { Protocol = IpProtocol.Udp }], closed).PassedFlows);
    }

    [Fact]
    public void A_flow_that_was_silent_longer_than_flows_live_is_a_new_one()
    {
        var policy = Replay(WithAddresses(Hosts.Host([Hosts.Rule("10.0.0.0/8", "udp")]), [Hosts.Ip("10.0.0.1")]));
        var ask = Tcp("10.0.0.9", 40000, "10.0.0.1", 53) with { Protocol = IpProtocol.Udp, Role = PacketRole.Unknown };
        const long second = 1_000_000_000;
        Assert.Equal(1, Run([ask, ask with { Time = 120 * second }, ask with { Time = 240 * second }], policy).Flows);
        Assert.Equal(2, Run([ask, ask with { Time = 121 * second }], policy).Flows);
    }

    [Fact]
    public void Counts_that_no_number_holds_stay_the_largest_there_is()
    {
        var policy = Replay(WithAddresses(Hosts.Host([]), [Hosts.Ip("10.0.0.1")]));
        var packet = Tcp("192.0.2.1", 40000, "10.0.0.1", 22) with { Packets = long.MaxValue, Bytes = long.MaxValue - 1 };
        var report = Run([packet, packet, packet], policy);
        Assert.Equal((long.MaxValue, long.MaxValue, long.MaxValue), (report.Packets, report.Rows[0].Packets, report.Rows[0].Bytes));
    }

    [Fact]
    public void Memory_is_bounded_whatever_comes_and_what_is_forgotten_is_told()
    {
        var policy = Replay(WithAddresses(Hosts.Host([]), [Hosts.Ip("10.0.0.1")]));
        var session = new ReplaySession(policy, null, flows: 64);
        for (int i = 0; i < 100_000; i++)
            session.Add(Tcp("192.0.2.1", (ushort)(i % 50_000), "10.0.0.1", (ushort)(i % 40_000)));
        var report = session.Report();
        Assert.Equal((100_000, 100_000), (report.Flows, report.DroppedFlows));
        Assert.InRange(report.ForgottenFlows, 99_000, 100_000);
        Assert.Equal(10_001, report.Rows.Length);
        Assert.Equal(report.Flows, report.Rows.Sum(row => row.Flows));
        Assert.Single(report.Rows, row => row.Port is null);
    }

    [Fact]
    public void A_packet_of_a_known_flow_and_a_flow_of_a_known_row_allocate_nothing()
    {
        var policy = Replay(WithAddresses(Hosts.Host([Hosts.Rule("10.0.0.0/8", "tcp:80"), Hosts.Rule("2001:db8::/32", "tcp")]), [Hosts.Ip("10.0.0.1"), Hosts.Ip("2001:db8::1")]));
        var session = new ReplaySession(policy, policy, flows: 1024);
        TracedPacket[] packets = [.. Enumerable.Range(0, 4096).Select(i => i % 3 == 0
            ? Tcp("2001:db8::9", (ushort)i, "2001:db8::1", 22)
            : Tcp("10.0.0.9", (ushort)i, "10.0.0.1", (ushort)(80 + (i % 2))))];
        long Run()
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            foreach (var packet in packets)
                session.Add(packet);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Run();
        Assert.Equal(0, Run());
    }

    private static ReplayReport Run(IEnumerable<TracedPacket> packets, ReplayPolicy policy, ReplayPolicy? other = null)
    {
        var session = new ReplaySession(policy, other, flows: 4096);
        foreach (var packet in packets)
            session.Add(packet);
        return session.Report();
    }

    private static TracedPacket Tcp(string source, ushort sourcePort, string destination, ushort destinationPort) => new(Hosts.Ip(source), Hosts.Ip(destination))
    {
        Protocol = IpProtocol.Tcp,
        SourcePort = sourcePort,
        DestinationPort = destinationPort,
        Role = PacketRole.Opens,
        Packets = 1,
        Bytes = 60,
    };

    private static ReplayPolicy Replay(HostPolicy policy) => new([Hosts.Compile(policy)]);

    private static HostPolicy WithAddresses(HostPolicy policy, IpAddress[] addresses) => policy with
    {
        Interfaces = policy.Interfaces.SetItems(policy.Interfaces.OrderBy(one => one.Key).Zip(addresses.Distinct().Chunk(Math.Max(1, addresses.Length / policy.Interfaces.Count)))
            .Select(pair => KeyValuePair.Create(pair.First.Key, pair.First.Value with { Addresses = [.. pair.Second] }))),
    };

    /// <summary>Whether the flow passes; null when neither end is an interface.</summary>
    private static bool? Verdict(HostPolicy policy, TracedPacket first)
    {
        var (sender, receiver) = (Holder(policy, first.Source), Holder(policy, first.Destination));
        if (sender is null && receiver is null)
            return null;
        return (sender is null || PlainEvaluator.Evaluate(policy, sender, Direction.Egress, first.Destination, first.Protocol, first.DestinationPort).Action == RuleAction.Accept)
            && (receiver is null || PlainEvaluator.Evaluate(policy, receiver, Direction.Ingress, first.Source, first.Protocol, first.DestinationPort).Action == RuleAction.Accept);
    }

    private static void AssertNames(HostPolicy policy, ReplayDrop drop, TracedPacket sample)
    {
        bool isEgress = drop.Direction == Direction.Egress;
        Assert.Equal(Holder(policy, isEgress ? sample.Source : sample.Destination), drop.InterfaceId);
        var (action, rule) = PlainEvaluator.Evaluate(policy, drop.InterfaceId, drop.Direction, isEgress ? sample.Destination : sample.Source, sample.Protocol, sample.DestinationPort);
        Assert.Equal((RuleAction.Drop, rule), (action, drop.Rule ?? default));
    }

    private static string? Holder(HostPolicy policy, IpAddress address) => policy.Interfaces.Values.FirstOrDefault(one => one.Addresses.Contains(address))?.InterfaceId;

    private static bool SameWay(TracedPacket first, TracedPacket packet) =>
        (first.Source, first.SourcePort, first.Destination, first.DestinationPort) == (packet.Source, packet.SourcePort, packet.Destination, packet.DestinationPort);

    private static TracedPacket Back(TracedPacket packet) => new(packet.Destination, packet.Source)
    {
        Protocol = packet.Protocol,
        SourcePort = packet.DestinationPort,
        DestinationPort = packet.SourcePort,
    };
}
