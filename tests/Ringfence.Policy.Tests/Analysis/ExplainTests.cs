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
            var explanation = PolicyExplainer.Explain(rules, Groups(rules), packet);
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
            var explanation = PolicyExplainer.Explain(rules, Groups(rules), packet);
            bool Accepts(IEnumerable<EffectiveRule> of) => EffectiveRules.Accepts(of, packet.Far, packet.Protocol, packet.Port);
            if (explanation.Action == RuleAction.Accept)
                Assert.Empty(explanation.Blockers);
            else
                Assert.Equal(explanation.AcceptedBelow is not null, Accepts(rules.Except(explanation.Blockers)));
            if (explanation.AcceptedBelow is not null)
                Assert.All(explanation.Blockers, blocker => Assert.False(Accepts(rules.Except(explanation.Blockers.Remove(blocker)))));
        }, iter: 2000);

    [Fact]
    public void The_edit_turns_the_verdict_of_the_packet_and_of_no_other_corner() =>
        Case.Sample(one =>
        {
            var (rules, packet) = one;
            var groups = Groups(rules);
            var explanation = PolicyExplainer.Explain(rules, groups, packet);
            var edited = Apply(rules, groups, explanation.Edit);
            foreach (var (far, protocol, port) in EffectiveRules.Edges(rules))
            {
                bool turned = EffectiveRules.Accepts(rules, far, protocol, port) != EffectiveRules.Accepts(edited, far, protocol, port);
                Assert.Equal(far == packet.Far && protocol == packet.Protocol && (port == packet.Port || !protocol.HasPorts), turned);
            }
        }, iter: 500);

    /// <summary>Whatever turns the verdict turns at least this packet. So an edit that turns nothing else is one of the smallest there are.</summary>
    [Fact]
    public void No_edit_of_one_rule_turns_fewer_packets_than_the_one_that_is_suggested() =>
        Case.Sample(one =>
        {
            var (rules, packet) = one;
            var groups = Groups(rules);
            var edit = PolicyExplainer.Explain(rules, groups, packet).Edit;
            var was = EffectiveRules.Accepted(rules);
            var turned = Difference(was, EffectiveRules.Accepted(Apply(rules, groups, edit)));
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
        Assert.Equal(kind, PolicyExplainer.Explain([rule], ["sg-0"], new SamplePacket(Hosts.Ip("10.0.0.1"), IpProtocol.Tcp, 80)).Edit.Kind);
    }

    [Fact]
    public void Without_a_group_only_a_group_helps()
    {
        var explanation = PolicyExplainer.Explain([], [], new SamplePacket(Hosts.Ip("10.0.0.1"), IpProtocol.Tcp, 80));
        Assert.Equal((VerdictReason.NoGroupBound, RuleEditKind.BindGroup), (explanation.Reason, explanation.Edit.Kind));
    }

    private static ImmutableArray<string> Groups(ImmutableArray<EffectiveRule> rules) => rules.IsEmpty ? ["sg-0"] : [.. rules.Select(rule => rule.GroupId).Distinct()];

    private static ImmutableArray<EffectiveRule> Apply(ImmutableArray<EffectiveRule> rules, ImmutableArray<string> groups, RuleEdit edit)
    {
        if (edit.Kind == RuleEditKind.Delete)
            return rules.RemoveAll(rule => rule.GroupId == edit.GroupId && rule.Position == edit.Position);
        var packet = edit.Packet;
        var added = new EffectiveRule(
            Hosts.NextId(), edit.GroupId!, edit.Position, "packet", AddressRanges.Of(IpPrefix.Host(packet.Far)),
            OneService(packet), edit.Action);
        int at = rules.TakeWhile(rule => groups.IndexOf(rule.GroupId) < groups.IndexOf(edit.GroupId!) || (rule.GroupId == edit.GroupId && rule.Position < edit.Position)).Count();
        return rules.Insert(at, added);
    }

    private static PacketSet Difference(PacketSet one, PacketSet other) => one.Except(other).Union(other.Except(one));

    private static ServiceSet OneService(SamplePacket packet) =>
        ServiceSet.Of(new LiteralService(packet.Protocol, packet.Protocol.HasPorts ? PortSet.Of(new PortRange(packet.Port, packet.Port)) : PortSet.All));
}
