using CsCheck;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Analysis.Comparison;
using Ringfence.Policy.Analysis.Packets;
using Ringfence.Policy.Analysis.Reach;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;
using Ringfence.Policy.Tests.Compilation;

namespace Ringfence.Policy.Tests.Analysis;

public sealed class ReachTests
{
    [Fact]
    public void Two_interfaces_reach_each_other_on_what_both_their_policies_accept() =>
        Gen.Select(Gens.Host, Gens.Address.Array[1, 3].Array[3, 6], Gen.Int[0, 2].Array[6]).Sample((policy, addresses, choices) =>
        {
            var tables = Hosts.Compile(policy);
            string[] interfaces = [.. policy.Interfaces.Keys.Order()];
            var points = addresses.Select((own, i) =>
            {
                string like = interfaces[choices[i] % interfaces.Length];
                return new ReachPoint(
                    $"p{i}", choices[i] == 2 ? "other" : "net", [.. own.Distinct()], PacketSet.AcceptedBy(tables, like, Direction.Ingress), PacketSet.AcceptedBy(tables, like, Direction.Egress));
            }).ToList();
            var matrix = Matrix(points);
            Assert.Equal(points.Select(point => point.Id), matrix.Classes.SelectMany(one => one.Members).Order());
            foreach (var from in points)
            {
                foreach (var to in points.Where(to => to != from))
                {
                    var edge = matrix.Edges.SingleOrDefault(one => one.From.Members.Contains(from.Id) && one.To.Members.Contains(to.Id));
                    foreach (var protocol in Probes.Protocols)
                    {
                        foreach (ushort port in protocol.HasPorts ? Probes.Ports(policy) : [0])
                        {
                            bool expected = from.Network == to.Network && from.Addresses.Any(near => to.Addresses.Any(far => near.Family == far.Family
                                && from.Egress.Contains(far, protocol, port) && to.Ingress.Contains(near, protocol, port)));
                            Assert.Equal(expected, edge?.Services.Contains(protocol, port) == true);
                        }
                    }
                }
            }
        }, iter: 100);

    [Fact]
    public void What_changes_in_reach_is_the_difference_of_each_pair() =>
        Gen.Select(Gens.Host, Gens.Address.Array[1, 2].Array[4, 6], Gen.Int[0, 2].Array[12]).Sample((policy, addresses, choices) =>
        {
            var tables = Hosts.Compile(policy);
            string[] interfaces = [.. policy.Interfaces.Keys.Order()];
            // Of one interface after the other: it is in one of the worlds only, or changes its policy, or stays.
            List<ReachPoint> Points(int offset, Func<int, bool> isThere) => [.. addresses.Index().Where(one => isThere(one.Index)).Select(one =>
            {
                string like = interfaces[choices[offset + one.Index] % interfaces.Length];
                return new ReachPoint($"p{one.Index}", "net", [.. one.Item.Distinct()], PacketSet.AcceptedBy(tables, like, Direction.Ingress), PacketSet.AcceptedBy(tables, like, Direction.Egress));
            })];
            var (before, after) = (Matrix(Points(0, i => i != 0)), Matrix(Points(6, i => i != 1)));
            var changes = ReachComparison.Of(before, after, out _, TestContext.Current.CancellationToken)!.Value;
            var ids = addresses.Index().Select(one => $"p{one.Index}").ToList();
            foreach (var (from, to) in from one in ids from two in ids where one != two select (one, two))
            {
                var (was, isNow) = (Services(before, from, to), Services(after, from, to));
                var change = changes.SingleOrDefault(one => one.From.Contains(from) && one.To.Contains(to));
                Assert.Equal(ServiceDifference.Of(isNow, was), change?.Opened ?? ServiceSet.Empty);
                Assert.Equal(ServiceDifference.Of(was, isNow), change?.Closed ?? ServiceSet.Empty);
            }

            static ServiceSet Services(ReachMatrix matrix, string from, string to) =>
                matrix.Edges.SingleOrDefault(edge => edge.From.Members.Contains(from) && edge.To.Members.Contains(to))?.Services ?? ServiceSet.Empty;
        }, iter: 200);

    /// <summary>A narrower question has a smaller answer, which says the same of what it is about.</summary>
    [Fact]
    public void Pairs_that_are_asked_about_are_those_of_all_pairs_and_no_others() =>
        Gen.Select(Gens.Host, Gens.Address.Array[1, 2].Array[6], Gen.Int[0, 2].Array[6], Gen.Bool.Array[6], Gen.Bool.Array[6]).Sample((policy, addresses, choices, sends, receives) =>
        {
            var points = Points(policy, addresses, choices);
            var question = new ReachQuestion(Chosen(sends), Chosen(receives));
            var (all, asked) = (Pairs(Matrix(points)), Pairs(Matrix(points, question)));
            Assert.Equal(all.Where(pair => question.From!.Contains(pair.From) && question.To!.Contains(pair.To)).Order(), asked.Order());
            Assert.Equal(all.Where(pair => question.To!.Contains(pair.To)).Order(), Pairs(Matrix(points, new ReachQuestion(To: question.To))).Order());
            Assert.All(Matrix(points, question).Classes, one => Assert.All(one.Members, id => Assert.True(question.From!.Contains(id) || question.To!.Contains(id))));

            // The same memory serves one question after the other.
            var memory = new ReachMemory();
            foreach (var one in new[] { ReachQuestion.All, question, ReachQuestion.All })
                Assert.Equal(Pairs(Matrix(points, one)), Pairs(ReachMatrix.Of(points, one, memory, out _, TestContext.Current.CancellationToken)!));
        }, iter: 200);

    [Fact]
    public void What_would_be_too_large_is_refused_and_a_narrower_question_is_not()
    {
        // A hundred interfaces, each with rules of its own that all others are in.
        var policies = Enumerable.Range(0, 100).Select(i => PacketSet.Of(AddressRanges.Of(IpPrefix.Parse("10.0.0.0/8")), ServiceSet.Of(new LiteralService(IpProtocol.Tcp, PortSet.Of(new PortRange((ushort)i, 1000)))))).ToList();
        List<ReachPoint> points = [.. policies.Index().Select(one => new ReachPoint($"p{one.Index}", "net", [Hosts.Ip($"10.0.0.{one.Index}")], one.Item, one.Item))];
        var one = new HashSet<string> { "p1" };

        // Two directions, each address in each policy.
        Assert.NotNull(Matrix(points, new ReachQuestion { MaxRows = 20_000 }));
        Assert.Equal(20_000 - 1, Excess(new ReachQuestion { MaxRows = 20_000 - 1 }).Allowed);
        Assert.NotNull(Matrix(points, new ReachQuestion(one) { MaxRows = 200 }));
        Assert.Equal(9900, Matrix(points, new ReachQuestion { MaxPairs = 9900 }).Edges.Length);
        Assert.Equal(9899, Excess(new ReachQuestion { MaxPairs = 9899 }).Allowed);
        Assert.Equal(99, Matrix(points, new ReachQuestion(one) { MaxPairs = 99 }).Edges.Length);

        var empty = Matrix([]);
        Assert.Equal(9900, ReachComparison.Of(empty, Matrix(points), out _, TestContext.Current.CancellationToken)!.Value.Length);
        Assert.Null(ReachComparison.Of(Matrix(points), Matrix([], new ReachQuestion { MaxPairs = 9899 }), out var excess, TestContext.Current.CancellationToken));
        Assert.Equal(9899, excess!.Allowed);

        using var gone = new CancellationTokenSource();
        gone.Cancel();
        Assert.Throws<OperationCanceledException>(() => ReachMatrix.Of(points, ReachQuestion.All, new ReachMemory(), out _, gone.Token));

        ReachExcess Excess(ReachQuestion question)
        {
            Assert.Null(ReachMatrix.Of(points, question, new ReachMemory(), out var excess, TestContext.Current.CancellationToken));
            return excess!;
        }
    }

    private static ReachMatrix Matrix(IReadOnlyList<ReachPoint> points, ReachQuestion? question = null) =>
        ReachMatrix.Of(points, question ?? ReachQuestion.All, new ReachMemory(), out _, TestContext.Current.CancellationToken)!;

    private static List<ReachPoint> Points(HostPolicy policy, IpAddress[][] addresses, int[] choices)
    {
        var tables = Hosts.Compile(policy);
        string[] interfaces = [.. policy.Interfaces.Keys.Order()];
        return
        [
            .. addresses.Index().Select(one => new ReachPoint(
                $"p{one.Index}", "net", [.. one.Item.Distinct()], PacketSet.AcceptedBy(tables, interfaces[choices[one.Index] % interfaces.Length], Direction.Ingress),
                PacketSet.AcceptedBy(tables, interfaces[choices[one.Index] % interfaces.Length], Direction.Egress))),
        ];
    }

    private static HashSet<string> Chosen(bool[] choices) => [.. choices.Index().Where(one => one.Item).Select(one => $"p{one.Index}")];

    private static List<(string From, string To, string Services)> Pairs(ReachMatrix matrix) =>
    [
        .. from edge in matrix.Edges
           from sender in edge.From.Members
           from receiver in edge.To.Members
           where sender != receiver
           select (sender, receiver, edge.Services.ToString()),
    ];

    [Fact]
    public void A_comparison_has_no_effect_exactly_when_no_packet_turns() =>
        Gen.Select(Gens.Host, Gens.RuleArray, Gen.Int).Sample((policy, other, seed) =>
        {
            var changed = policy.With(policy.Lists["l0"] with { Rules = other });
            var (before, after) = (Hosts.Compile(policy), Hosts.Compile(changed));
            foreach (string id in policy.Interfaces.Keys)
            {
                var comparison = PolicyComparison.Of(PacketSet.AcceptedBy(before, id, Direction.Ingress), PacketSet.AcceptedBy(after, id, Direction.Ingress));
                var packets = Corners(policy, changed).Concat(Dense(seed)).ToList();
                bool turns = false;
                foreach (var (far, protocol, port) in packets)
                {
                    bool was = PlainEvaluator.Evaluate(policy, id, Direction.Ingress, far, protocol, port).Action == RuleAction.Accept;
                    bool isNow = PlainEvaluator.Evaluate(changed, id, Direction.Ingress, far, protocol, port).Action == RuleAction.Accept;
                    Assert.Equal(!was && isNow, comparison.Opened.Contains(far, protocol, port));
                    Assert.Equal(was && !isNow, comparison.Cut.Contains(far, protocol, port));
                    turns |= was != isNow;
                }

                // The corners of everything that either policy mentions are among the packets: what differs, differs at one of them.
                Assert.Equal(!turns, comparison.HasNoEffect);
                foreach (var row in comparison.OpenedRows)
                    Assert.Equal(RuleAction.Accept, PlainEvaluator.Evaluate(changed, id, Direction.Ingress, row.Sample.Far, row.Sample.Protocol, row.Sample.Port).Action);
                foreach (var row in comparison.CutRows)
                    Assert.Equal(RuleAction.Accept, PlainEvaluator.Evaluate(policy, id, Direction.Ingress, row.Sample.Far, row.Sample.Protocol, row.Sample.Port).Action);
            }
        }, iter: 100);

    private static IEnumerable<(IpAddress Far, IpProtocol Protocol, ushort Port)> Corners(HostPolicy one, HostPolicy two) =>
        from far in Probes.Addresses(one).Concat(Probes.Addresses(two)).Distinct()
        from protocol in Probes.Protocols
        from port in protocol.HasPorts ? Probes.Ports(one).Concat(Probes.Ports(two)).Distinct() : [(ushort)0]
        select (far, protocol, port);

    /// <summary>Packets close together, where the generators put their addresses and ports.</summary>
    private static IEnumerable<(IpAddress Far, IpProtocol Protocol, ushort Port)> Dense(int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < 500; i++)
        {
            var far = random.Next(2) == 0 ? IpAddress.V4(0x0A000000u + (uint)random.Next(1024)) : IpAddress.V6(IpAddress.Parse("2001:db8::").Value + ((UInt128)random.Next(4) << 64) + (UInt128)random.Next(32));
            var protocol = Probes.Protocols[random.Next(Probes.Protocols.Length)];
            yield return (far, protocol, protocol.HasPorts ? (ushort)random.Next(12) : (ushort)0);
        }
    }
}
