using System.Collections.Immutable;
using CsCheck;
using Ringfence.Policy.Analysis;
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
        Sampling.Until(() => shadowed > 30, () => $"{shadowed} shadowed rules", () => EffectiveRules.Policy.Sample(rules =>
        {
            var findings = EffectiveRules.Lint(rules, Direction.Ingress);
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
        }, iter: 300));
    }

    [Fact]
    public void A_rule_is_redundant_exactly_when_the_policy_means_the_same_without_it()
    {
        int redundant = 0;
        Sampling.Until(() => redundant > 30, () => $"{redundant} redundant rules", () => EffectiveRules.Policy.Sample(rules =>
        {
            var findings = EffectiveRules.Lint(rules, Direction.Ingress);
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
        }, iter: 200));
    }

    [Fact]
    public void A_group_that_overrules_a_lower_one_is_a_conflict_with_a_witness() =>
        EffectiveRules.Policy.Sample(rules =>
        {
            foreach (var finding in EffectiveRules.Lint(rules, Direction.Ingress).Where(one => one.Kind == LintKind.Conflict))
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
        bool Found(EffectiveRule rule, Direction direction) => EffectiveRules.Lint([rule], direction).Any(one => one.Kind == LintKind.OverWide);
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
        var finding = EffectiveRules.Lint(rules, Direction.Ingress).Single(one => one.Rule == rules[3]);
        Assert.Equal(LintKind.ShadowedContradicted, finding.Kind);
        Assert.Equal(rules[..2], finding.Others);
    }

    /// <summary>Five groups of a hundred rules, half of them dead: fits what LintSecurityGroups may spend on all bindings together.</summary>
    [Fact]
    public void The_largest_binding_there_may_be_is_a_matter_of_few_steps()
    {
        var budget = new WorkBudget(1L << 31, TestContext.Current.CancellationToken);
        var findings = PolicyLinter.Lint(Large(), Direction.Ingress, budget)!.Value;
        Assert.Equal(250, findings.Count(one => one.Kind is LintKind.Shadowed or LintKind.ShadowedContradicted));
        Assert.All(findings.Where(one => one.Kind == LintKind.ShadowedContradicted), one => Assert.Contains(one.Others, other => other.Action != one.Rule.Action));
    }

    [Fact]
    public void More_work_than_may_be_done_is_refused_and_nobody_works_for_who_has_gone()
    {
        Assert.Null(PolicyLinter.Lint(Large(), Direction.Ingress, new WorkBudget(1 << 20, TestContext.Current.CancellationToken)));
        for (int steps = 0; steps < 200_000; steps += 997)
            _ = PolicyLinter.Lint(Large(groups: 1, rules: 12), Direction.Ingress, new WorkBudget(steps, TestContext.Current.CancellationToken));
        using var gone = new CancellationTokenSource();
        gone.Cancel();
        Assert.Throws<OperationCanceledException>(() => PolicyLinter.Lint(Large(), Direction.Ingress, new WorkBudget(long.MaxValue, gone.Token)));
    }

    /// <summary>Rules whose ranges and ports overlap with their neighbours; each second one can never match.</summary>
    private static ImmutableArray<EffectiveRule> Large(int groups = 5, int rules = 100) =>
    [
        .. from at in Enumerable.Range(0, groups * rules)
           let pair = at / 2
           select at % 2 == 0
               ? EffectiveRules.Rule($"10.{pair}.0.0/15", $"tcp:{pair * 40}-{(pair * 40) + 79},{20_000 + pair}", accept: pair % 3 > 0, $"sg-{at / rules}", at % rules)
               : EffectiveRules.Rule($"10.{pair}.0.0/16", $"tcp:{pair * 40}-{(pair * 40) + 9},{(pair * 40) + 15}", accept: pair % 2 > 0, $"sg-{at / rules}", at % rules),
    ];
}
