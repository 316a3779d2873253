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

    private static readonly Gen<ushort> Port = Gen.OneOf((ushort)1, (ushort)2, (ushort)40_000, (ushort)40_001);

    /// <summary>Ends by number.</summary>
    private static readonly Gen<(int From, int To, IpProtocol Protocol, ushort FromPort, ushort ToPort)> Conversation =
        Gen.Select(Gen.Int[0, 4], Gen.Int[1, 4], Protocol, Port, Port).Select(one => (one.Item1, (one.Item1 + one.Item2) % 5, one.Item3, one.Item4, one.Item5));

    /// <summary>Packets of a few conversations, both ways, that say of themselves what such packets can.</summary>
    private static readonly Gen<Func<IpAddress[], TracedPacket[]>> Trace =
        Gen.Select(Conversation.Array[1, 4], Gen.Select(Gen.Int[0, 3], Gen.Bool, Gen.Int[0, 2]).Array[1, 40]).Select((conversations, packets) => (Func<IpAddress[], TracedPacket[]>)(ends =>
        [
            .. packets.Select(packet => Of(conversations[packet.Item1 % conversations.Length], packet.Item2, packet.Item3, ends)).OfType<TracedPacket>(),
        ]));

    /// <summary>Packet by packet as a host does it, told by <see cref="HostModel"/>: who passes under one policy and not under the other.</summary>
    [Fact]
    public void A_replay_treats_each_packet_as_hosts_with_these_policies_do() =>
        Gen.Select(Gens.Host, Gens.RuleArray, Gens.Address.Array[5], Trace).Sample((policy, otherRules, ends, trace) =>
        {
            var (addresses, packets) = (ends[..3], trace(ends));
            var world = WithAddresses(policy, addresses);
            var changed = world.With(world.Lists["l0"] with { Rules = otherRules });
            int dropped = HostModel.Treat(packets, world).Count(verdicts => verdicts[0] == false);
            int different = HostModel.Treat(packets, world, changed).Count(verdicts => (verdicts[0] ?? true) != (verdicts[1] ?? true));
            var alone = Run(packets, Replay(world));
            var report = Run(packets, Replay(world), Replay(changed));
            Assert.Equal(dropped, alone.Rows.Sum(row => row.Packets));
            Assert.Equal(different, report.Rows.Sum(row => row.Packets));
            Assert.Equal((packets.Length, report.Flows), (report.Packets, report.ForeignFlows + report.PassedFlows + report.DroppedFlows + report.DifferentFlows));
            Assert.Equal(report.DifferentFlows, report.Rows.Sum(row => row.Flows));
            Assert.Equal(alone.DroppedFlows, alone.Rows.Sum(row => row.Flows));
            foreach (var row in alone.Rows)
                AssertNames(world, row.Drop!, row.Sample);
            foreach (var row in report.Rows)
            {
                Assert.NotEqual(row.Drop is null, row.OtherDrop is null);
                AssertNames(row.Drop is null ? changed : world, row.Drop ?? row.OtherDrop!, row.Sample);
            }
        }, iter: 2000);

    /// <summary>WireGuard: both ends have the port, and either may begin.</summary>
    [Fact]
    public void What_is_dropped_makes_no_flow_so_the_other_end_may_still_open_one()
    {
        var closed = Hosts.Interface("a", [], ["out"]) with { Addresses = [Hosts.Ip("10.0.0.1")] };
        var policy = Replay(Hosts.Host([closed], [Hosts.List("out", Hosts.Rule("0.0.0.0/0", "ALL"))]));
        var (to, from) = (Udp("192.0.2.1", 51820, "10.0.0.1", 51820), Udp("10.0.0.1", 51820, "192.0.2.1", 51820));
        var report = Run([to, to, from, to, from, to], policy);
        Assert.Equal((2, 1, 1), (report.Flows, report.DroppedFlows, report.PassedFlows));
        Assert.Equal((2, to), (Assert.Single(report.Rows).Packets, report.Rows[0].Sample));

        // Not so where the ports tell that it is an answer: nobody would have sent it.
        report = Run([Udp("192.0.2.1", 40000, "10.0.0.1", 53), Udp("10.0.0.1", 53, "192.0.2.1", 40000)], policy);
        Assert.Equal((1, 1, 2), (report.Flows, report.DroppedFlows, report.Rows[0].Packets));

        // Nor is the middle of a TCP conversation, once its beginning was seen.
        var syn = Tcp("192.0.2.1", 40000, "10.0.0.1", 40001);
        var data = Tcp("10.0.0.1", 40001, "192.0.2.1", 40000) with { Role = PacketRole.Unknown };
        report = Run([syn, data with { Role = PacketRole.Answers }, data], policy);
        Assert.Equal((1, 3), (report.DroppedFlows, report.Rows[0].Packets));
    }

    /// <summary>Each interface keeps flows of its own: what the sender's lets out it lets back in, though the receiver's dropped it.</summary>
    [Fact]
    public void An_interface_that_let_a_packet_out_lets_the_other_end_in_again()
    {
        var one = Hosts.Interface("a", [], ["all"]) with { Addresses = [Hosts.Ip("10.0.0.1")] };
        var two = Hosts.Interface("b", [], ["all"]) with { Addresses = [Hosts.Ip("10.0.0.2")] };
        var policy = Replay(Hosts.Host([one, two], [Hosts.List("all", Hosts.Rule("0.0.0.0/0", "ALL"))]));
        var report = Run([Udp("10.0.0.1", 51820, "10.0.0.2", 51820), Udp("10.0.0.2", 51820, "10.0.0.1", 51820), Udp("10.0.0.1", 51820, "10.0.0.2", 51820)], policy);
        Assert.Equal((1, 1, 1), (report.DroppedFlows, report.PassedFlows, Assert.Single(report.Rows).Packets));
        Assert.Equal(1, Run([Udp("10.0.0.2", 51820, "10.0.0.1", 51820)], policy).DroppedFlows);
    }

    [Theory]
    [InlineData("2001:db8::1", "ff02::1", 134, false)] // an instance is no router
    [InlineData("2001:db8::9", "2001:db8::1", 134, true)]
    [InlineData("2001:db8::9", "2001:db8::1", 133, false)]
    [InlineData("2001:db8::1", "ff02::2", 133, true)]
    [InlineData("2001:db8::1", "ff02::1", 136, true)]
    [InlineData("2001:db8::9", "2001:db8::1", 143, false)]
    [InlineData("fe80::1", "ff02::1", 134, true)] // whose that is nobody knows
    public void Messages_between_neighbours_pass_without_a_rule_where_their_sender_and_receiver_may_speak_so(string source, string destination, ushort type, bool passes)
    {
        var closed = Replay(Hosts.Host([Hosts.Interface("a", [], []) with { Addresses = [Hosts.Ip("2001:db8::1")] }], []));
        var packet = new TracedPacket(Hosts.Ip(source), Hosts.Ip(destination)) { Protocol = IpProtocol.IcmpV6, Role = PacketRole.Neighbours, SourcePort = type, Packets = 1 };
        var report = Run([packet], closed);
        Assert.Equal((passes ? 1 : 0, passes ? 0 : 1, 0), (report.PassedNeighbours, report.DroppedNeighbours, report.Flows));
    }

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

    private static TracedPacket? Of((int From, int To, IpProtocol Protocol, ushort FromPort, ushort ToPort) conversation, bool isBack, int role, IpAddress[] ends)
    {
        var (from, to) = isBack ? (ends[conversation.To], ends[conversation.From]) : (ends[conversation.From], ends[conversation.To]);
        if (from.Family != to.Family || from == to)
            return null;
        bool hasPorts = conversation.Protocol.HasPorts;
        return new TracedPacket(from, to)
        {
            Protocol = conversation.Protocol,
            SourcePort = !hasPorts ? (ushort)0 : isBack ? conversation.ToPort : conversation.FromPort,
            DestinationPort = !hasPorts ? (ushort)0 : isBack ? conversation.FromPort : conversation.ToPort,
            Role = conversation.Protocol == IpProtocol.Gre ? PacketRole.Unknown : (PacketRole)role,
            Packets = 1,
            Bytes = 100,
        };
    }

    private static TracedPacket Udp(string source, ushort sourcePort, string destination, ushort destinationPort) =>
        Tcp(source, sourcePort, destination, destinationPort) with { Protocol = IpProtocol.Udp, Role = PacketRole.Unknown };

    private static ReplayPolicy Replay(HostPolicy policy) => new([Hosts.Compile(policy)]);

    private static HostPolicy WithAddresses(HostPolicy policy, IpAddress[] addresses) => policy with
    {
        Interfaces = policy.Interfaces.SetItems(policy.Interfaces.OrderBy(one => one.Key).Zip(addresses.Distinct().Chunk(Math.Max(1, addresses.Length / policy.Interfaces.Count)))
            .Select(pair => KeyValuePair.Create(pair.First.Key, pair.First.Value with { Addresses = [.. pair.Second] }))),
    };

    private static void AssertNames(HostPolicy policy, ReplayDrop drop, TracedPacket sample)
    {
        bool isEgress = drop.Direction == Direction.Egress;
        Assert.Equal(HostModel.Holder(policy, isEgress ? sample.Source : sample.Destination), drop.InterfaceId);
        var (action, rule) = PlainEvaluator.Evaluate(policy, drop.InterfaceId, drop.Direction, isEgress ? sample.Destination : sample.Source, sample.Protocol, sample.DestinationPort);
        Assert.Equal((RuleAction.Drop, rule), (action, drop.Rule ?? default));
    }
}
