using System.Collections.Immutable;
using CsCheck;
using Ringfence.Policy.Analysis.Effective;
using Ringfence.Policy.Analysis.Linting;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Tests.Analysis;

/// <summary>A finding is a proof, and its absence too.</summary>
public sealed class LintTests
{
    [Fact]
    public void Every_cell_of_a_grid_is_matched_by_the_rules_that_match_its_packets() =>
        EffectiveRules.Policy.Sample(rules =>
        {
            var grid = RuleGrid.Of(rules);
            for (int row = 0; row < grid.Rows; row++)
            {
                if (grid.Addresses.All(segment => segment.Row != row))
                    continue;
                for (int column = 0; column < grid.Columns; column++)
                {
                    var packet = grid.SampleOf(row, column);
                    var expected = Enumerable.Range(0, rules.Length).Where(index => rules[index].Matches(packet.Far, packet.Protocol, packet.Port));
                    var actual = new List<int>();
                    for (int match = grid.NextMatch(row, column); match >= 0; match = grid.NextMatch(row, column, match))
                        actual.Add(match);
                    Assert.Equal(expected, actual);
                }
            }
        }, iter: 200);

    [Fact]
    public void A_rule_is_shadowed_exactly_when_no_packet_reaches_it_and_then_its_blockers_decide_all_of_it()
    {
        int shadowed = 0;
        EffectiveRules.Policy.Sample(rules =>
        {
            var findings = PolicyLinter.Lint(RuleGrid.Of(rules), Direction.Ingress);
            var deciding = EffectiveRules.Edges(rules).Select(packet => EffectiveRules.FirstMatch(rules, packet.Far, packet.Protocol, packet.Port)).ToHashSet();
            foreach (var rule in rules.Where(rule => !rule.Addresses.IsEmpty && !rule.Services.IsEmpty))
            {
                var finding = findings.SingleOrDefault(one => one.Rule == rule && one.Kind is LintKind.Shadowed or LintKind.ShadowedContradicted && one.Rule == rule);
                Assert.Equal(!deciding.Contains(rule), finding is not null);
                if (finding is null)
                    continue;
                Interlocked.Increment(ref shadowed);
                var packets = EffectiveRules.Edges(rules).Where(packet => rule.Matches(packet.Far, packet.Protocol, packet.Port)).ToList();
                Assert.All(packets, packet => Assert.Contains(finding.Others, other => other.Matches(packet.Far, packet.Protocol, packet.Port)));
                Assert.All(finding.Others, other => Assert.True(rules.IndexOf(other) < rules.IndexOf(rule)));
                bool contradicted = packets.Exists(packet => EffectiveRules.FirstMatch(rules, packet.Far, packet.Protocol, packet.Port)!.Action != rule.Action);
                Assert.Equal(contradicted, finding.Kind == LintKind.ShadowedContradicted);
                Assert.Equal(contradicted, finding.Others.Any(other => other.Action != rule.Action));
            }
        }, iter: 300);
        Assert.True(shadowed > 30, $"The test must see shadowed rules: {shadowed}.");
    }

    [Fact]
    public void A_rule_is_redundant_exactly_when_the_policy_means_the_same_without_it()
    {
        int redundant = 0;
        EffectiveRules.Policy.Sample(rules =>
        {
            var findings = PolicyLinter.Lint(RuleGrid.Of(rules), Direction.Ingress);
            foreach (var rule in rules)
            {
                var without = rules.Remove(rule);
                bool same = EffectiveRules.Edges(rules).All(packet =>
                    EffectiveRules.Accepts(rules, packet.Far, packet.Protocol, packet.Port) == EffectiveRules.Accepts(without, packet.Far, packet.Protocol, packet.Port));
                bool reported = findings.Any(one => one.Rule == rule && one.Kind is not (LintKind.Conflict or LintKind.OverWide));
                Assert.Equal(same, reported);
                if (same)
                    Interlocked.Increment(ref redundant);
            }
        }, iter: 200);
        Assert.True(redundant > 30);
    }

    [Fact]
    public void A_group_that_overrules_a_lower_one_is_a_conflict_with_a_witness() =>
        EffectiveRules.Policy.Sample(rules =>
        {
            foreach (var finding in PolicyLinter.Lint(RuleGrid.Of(rules), Direction.Ingress).Where(one => one.Kind == LintKind.Conflict))
            {
                var (packet, higher) = (finding.Sample!.Value, Assert.Single(finding.Others));
                Assert.Equal(higher, EffectiveRules.FirstMatch(rules, packet.Far, packet.Protocol, packet.Port));
                Assert.True(finding.Rule.Matches(packet.Far, packet.Protocol, packet.Port));
                Assert.NotEqual(higher.GroupId, finding.Rule.GroupId);
                Assert.NotEqual(higher.Action, finding.Rule.Action);
            }
        }, iter: 300);

    [Theory]
    [InlineData("0.0.0.0/0", "ALL", true)]
    [InlineData("10.0.0.0/8", "tcp:1000-5000", true)]
    [InlineData("2001::/16", "udp", true)]
    [InlineData("10.0.0.0/9", "ALL", false)]
    [InlineData("0.0.0.0/0", "tcp:22,80", false)]
    public void A_rule_that_accepts_from_many_on_many_ports_is_over_wide_towards_the_instance_only(string peer, string service, bool isOverWide)
    {
        bool Found(EffectiveRule rule, Direction direction) => PolicyLinter.Lint(RuleGrid.Of([rule]), direction).Any(one => one.Kind == LintKind.OverWide);
        Assert.Equal(isOverWide, Found(EffectiveRules.Rule(peer, service), Direction.Ingress));
        Assert.False(Found(EffectiveRules.Rule(peer, service), Direction.Egress));
        Assert.False(Found(EffectiveRules.Rule(peer, service, accept: false), Direction.Ingress));
    }

    [Fact]
    public void The_blockers_of_a_shadowed_rule_are_named()
    {
        ImmutableArray<EffectiveRule> rules =
        [
            EffectiveRules.Rule("10.0.0.0/9", "tcp:22", accept: false), EffectiveRules.Rule("10.128.0.0/9", "tcp:1-100", position: 1),
            EffectiveRules.Rule("192.168.0.0/16", "ALL", position: 2), EffectiveRules.Rule("10.0.0.0/8", "tcp:22", position: 3),
        ];
        var finding = PolicyLinter.Lint(RuleGrid.Of(rules), Direction.Ingress).Single(one => one.Rule == rules[3]);
        Assert.Equal(LintKind.ShadowedContradicted, finding.Kind);
        Assert.Equal(rules[..2], finding.Others);
    }
}
