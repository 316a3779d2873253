using System.Collections.Immutable;
using CsCheck;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Analysis.Effective;
using Ringfence.Policy.Analysis.Explanation;
using Ringfence.Policy.Analysis.Packets;
using Ringfence.Policy.Evaluation;
using Ringfence.Policy.Rules;
using Ringfence.Policy.Tests.Compilation;

namespace Ringfence.Policy.Tests.Analysis;

public sealed class ExplainTests
{
    private static readonly Gen<(ImmutableArray<EffectiveRule> Rules, SamplePacket Packet)> Case = Gen.Select(EffectiveRules.Policy, Gen.Int[0, int.MaxValue]).Select((rules, choice) =>
    {
        var packets = EffectiveRules.Edges(rules).ToList();
        var (far, protocol, port) = packets[choice % packets.Count];
        return (rules, new SamplePacket(far, protocol, port));
    });

    [Fact]
    public void An_explanation_says_what_first_match_says_and_a_reason_for_every_rule_above() =>
        Case.Sample(one =>
        {
            var (rules, packet) = one;
            var explanation = Explain(rules, Groups(rules), packet);
            var expected = EffectiveRules.FirstMatch(rules, packet.Far, packet.Protocol, packet.Port);
            Assert.Equal(expected, explanation.Deciding);
            Assert.Equal(expected?.Action ?? RuleAction.Drop, explanation.Action);
            Assert.Equal(expected is null ? VerdictReason.NoRuleMatched : VerdictReason.Rule, explanation.Reason);
            Assert.Equal(expected is null ? rules.Length : rules.IndexOf(expected), explanation.Above.Length);
            Assert.All(explanation.Above, above =>
            {
                Assert.NotEqual(RuleMismatch.None, above.Mismatch);
                Assert.Equal(above.Rule.Addresses.Contains(packet.Far), (above.Mismatch & (RuleMismatch.Address | RuleMismatch.Family | RuleMismatch.EmptyPeer)) == 0);
                Assert.Equal(above.Rule.Services.Contains(packet.Protocol, packet.Port), (above.Mismatch & (RuleMismatch.Protocol | RuleMismatch.Port | RuleMismatch.EmptyService)) == 0);
            });
        }, iter: 2000);

    [Fact]
    public void Without_its_blockers_a_dropped_packet_is_accepted_and_with_any_of_them_it_is_not() =>
        Case.Sample(one =>
        {
            var (rules, packet) = one;
            var explanation = Explain(rules, Groups(rules), packet);
            bool Accepts(IEnumerable<EffectiveRule> of) => EffectiveRules.Accepts(of, packet.Far, packet.Protocol, packet.Port);
            if (explanation.Action == RuleAction.Accept)
                Assert.Empty(explanation.Blockers);
            else
                Assert.Equal(explanation.AcceptedBelow is not null, Accepts(rules.Except(explanation.Blockers)));
            if (explanation.AcceptedBelow is not null)
                Assert.All(explanation.Blockers, blocker => Assert.False(Accepts(rules.Except(explanation.Blockers.Remove(blocker)))));
        }, iter: 2000);

    [Fact]
    public void The_edit_turns_the_verdict_of_the_packet_and_of_no_other_corner_that_a_rule_can_tell_from_it() =>
        Case.Sample(one =>
        {
            var (rules, packet) = one;
            var groups = Groups(rules);
            var explanation = Explain(rules, groups, packet);
            var edited = Apply(rules, groups, explanation.Edit);
            foreach (var (far, protocol, port) in EffectiveRules.Edges(rules))
            {
                bool turned = EffectiveRules.Accepts(rules, far, protocol, port) != EffectiveRules.Accepts(edited, far, protocol, port);
                if (packet.Protocol.IsNamedInRules)
                    Assert.Equal(far == packet.Far && protocol == packet.Protocol && (port == packet.Port || !protocol.HasPorts), turned);
                else if (far != packet.Far || protocol == packet.Protocol)
                    Assert.Equal(far == packet.Far, turned);
            }
        }, iter: 500);

    /// <summary>Whatever turns the verdict turns at least this packet. So an edit that turns nothing else is one of the smallest there are.</summary>
    [Fact]
    public void No_edit_of_one_rule_turns_fewer_packets_than_the_one_that_is_suggested() =>
        Case.Sample(one =>
        {
            var (rules, packet) = one;
            var groups = Groups(rules);
            var edit = Explain(rules, groups, packet).Edit;
            var was = EffectiveRules.Accepted(rules);
            var turned = Difference(was, EffectiveRules.Accepted(Apply(rules, groups, edit)));
            if (!packet.Protocol.IsNamedInRules)
                return;
            Assert.Equal(PacketSet.Of(AddressRanges.Of(IpPrefix.Host(packet.Far)), OneService(packet)), turned);
            foreach (var rule in rules)
            {
                var others = Difference(was, EffectiveRules.Accepted(rules.Remove(rule)));
                Assert.True(!others.Contains(packet.Far, packet.Protocol, packet.Port) || turned.IsSubsetOf(others));
            }
        }, iter: 300);

    [Theory]
    [InlineData("10.0.0.1/32", RuleEditKind.Delete)]
    [InlineData("sg-other", RuleEditKind.Insert)]
    public void A_rule_that_means_only_this_packet_goes_unless_it_names_a_group(string peer, RuleEditKind kind)
    {
        var rule = EffectiveRules.Rule("10.0.0.1/32", "tcp:80") with { Peer = peer };
        Assert.Equal(kind, Explain([rule], ["sg-0"], new SamplePacket(Hosts.Ip("10.0.0.1"), IpProtocol.Tcp, 80)).Edit.Kind);
    }

    [Fact]
    public void Without_a_group_only_a_group_helps()
    {
        var explanation = Explain([], [], new SamplePacket(Hosts.Ip("10.0.0.1"), IpProtocol.Tcp, 80));
        Assert.Equal((VerdictReason.NoGroupBound, RuleEditKind.BindGroup), (explanation.Reason, explanation.Edit.Kind));
    }

    /// <summary>An edit of a group is one for all that are bound to it: a base group of thousands is the last choice.</summary>
    [Theory]
    [InlineData("base", "own", "own", 2)]
    [InlineData("own", "base", "own", 2)]
    [InlineData("own", "own2", "own2", 0)] // both alike: where the rules are read last
    public void An_insertion_goes_into_the_group_with_the_fewest_interfaces_where_it_works(string first, string second, string expected, int position)
    {
        ImmutableArray<EffectiveRule> rules =
        [
            EffectiveRules.Rule("192.0.2.1/32", "tcp:80", group: "own"), EffectiveRules.Rule("192.0.2.2/32", "tcp:80", group: "own", position: 1), EffectiveRules.Rule("192.0.2.3/32", "tcp:80", group: "base"),
        ];
        ImmutableArray<string> groups = [first, second];
        var edit = PolicyExplainer.Explain([.. groups.SelectMany(group => rules.Where(rule => rule.GroupId == group))], groups, Web, group => group == "base" ? 2000 : 1).Edit;
        Assert.Equal((RuleEditKind.Insert, expected, position), (edit.Kind, edit.GroupId, edit.Position));
    }

    [Fact]
    public void An_insertion_against_a_rule_is_in_its_group_or_one_that_is_read_before()
    {
        var drop = EffectiveRules.Rule("10.0.0.0/8", "ALL", accept: false, group: "b");
        foreach (var (small, expected, position) in new[] { ("a", "a", 0), ("b", "b", 0), ("c", "b", 0) })
        {
            var edit = PolicyExplainer.Explain([drop, EffectiveRules.Rule("0.0.0.0/0", "ALL", group: "c")], ["a", "b", "c"], Web, group => group == small ? 1 : 9).Edit;
            Assert.Equal((RuleEditKind.Insert, expected, position), (edit.Kind, edit.GroupId, edit.Position));
        }

        // Nor does a rule of one address go from a group of many, where a group of few can overrule it.
        var single = EffectiveRules.Rule("10.0.0.1/32", "tcp:80", accept: true, group: "b");
        Assert.Equal(RuleEditKind.Insert, PolicyExplainer.Explain([single], ["a", "b"], Web, group => group == "b" ? 2000 : 1).Edit.Kind);
        Assert.Equal(RuleEditKind.Delete, PolicyExplainer.Explain([single], ["a", "b"], Web, group => 1).Edit.Kind);
    }

    [Fact]
    public void Of_a_protocol_that_rules_cannot_name_a_rule_about_everything_speaks_or_one_of_the_address_goes()
    {
        var sctp = new SamplePacket(Hosts.Ip("10.0.0.1"), IpProtocol.Sctp, 0);
        Assert.Equal((RuleEditKind.Insert, LiteralService.Any), (Explain([], ["sg-0"], sctp).Edit.Kind, Explain([], ["sg-0"], sctp).Edit.Service));
        Assert.Equal(RuleEditKind.Delete, Explain([EffectiveRules.Rule("10.0.0.1/32", "ALL")], ["sg-0"], sctp).Edit.Kind);
    }

    private static readonly SamplePacket Web = new(Hosts.Ip("10.0.0.1"), IpProtocol.Tcp, 80);

    private static Explanation Explain(ImmutableArray<EffectiveRule> rules, ImmutableArray<string> groups, SamplePacket packet) => PolicyExplainer.Explain(rules, groups, packet, _ => 1);

    private static ImmutableArray<string> Groups(ImmutableArray<EffectiveRule> rules) => rules.IsEmpty ? ["sg-0"] : [.. rules.Select(rule => rule.GroupId).Distinct()];

    private static ImmutableArray<EffectiveRule> Apply(ImmutableArray<EffectiveRule> rules, ImmutableArray<string> groups, RuleEdit edit)
    {
        if (edit.Kind == RuleEditKind.Delete)
            return rules.RemoveAll(rule => rule.GroupId == edit.GroupId && rule.Position == edit.Position);
        var added = new EffectiveRule(
            Hosts.NextId(), edit.GroupId!, edit.Position, "packet", AddressRanges.Of(IpPrefix.Host(edit.Far)), ServiceSet.Of(edit.Service), edit.Action);
        int at = rules.TakeWhile(rule => groups.IndexOf(rule.GroupId) < groups.IndexOf(edit.GroupId!) || (rule.GroupId == edit.GroupId && rule.Position < edit.Position)).Count();
        return rules.Insert(at, added);
    }

    private static PacketSet Difference(PacketSet one, PacketSet other) => one.Except(other).Union(other.Except(one));

    private static ServiceSet OneService(SamplePacket packet) =>
        ServiceSet.Of(new LiteralService(packet.Protocol, packet.Protocol.HasPorts ? PortSet.Of(new PortRange(packet.Port, packet.Port)) : PortSet.All));
}
