using System.Collections.Immutable;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Analysis.Effective;
using Ringfence.Policy.Analysis.Exposure;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Analysis.Linting;

/// <summary>
/// Finds what is wrong with an effective policy, exactly: each finding is proved by the cells of its <see cref="RuleGrid"/>, and what is not found is not there.
/// </summary>
public static class PolicyLinter
{
    /// <summary>Every finding, by rule, first one highest; null when the work is more than may be done.</summary>
    /// <param name="rules">The effective policy.</param>
    /// <param name="direction">Its direction: what an instance may send is not called too wide.</param>
    /// <param name="budget">How much work may be done.</param>
    /// <exception cref="OperationCanceledException">Nobody waits for the answer any more.</exception>
    public static ImmutableArray<LintFinding>? Lint(ImmutableArray<EffectiveRule> rules, Direction direction, WorkBudget budget)
    {
        if (RuleGrid.Of(rules, budget) is not { } grid || RuleUse.Of(grid, budget) is not { } uses)
            return null;
        var findings = ImmutableArray.CreateBuilder<LintFinding>();
        RuleBits? bits = null;
        for (int rule = 0; rule < rules.Length; rule++)
        {
            if (rules[rule].Addresses.IsEmpty || rules[rule].Services.IsEmpty)
            {
                findings.Add(new LintFinding(LintKind.EmptyReference, rules[rule], [], null));
            }
            else if (uses[rule].Decides is null)
            {
                if (bits is null && !budget.TrySpend(RuleBits.Cost(grid)))
                    return null;
                if (BlockerCover.Of(grid, bits ??= new RuleBits(grid), rule, budget) is not { } blockers)
                    return null;
                findings.Add(Shadowed(grid, rule, blockers));
            }
            else if (!uses[rule].Matters)
            {
                findings.Add(new LintFinding(LintKind.Redundant, rules[rule], [], uses[rule].Decides));
            }

            if (direction == Direction.Ingress && uses[rule].Decides is { } packet && IsOverWide(rules[rule]))
                findings.Add(new LintFinding(LintKind.OverWide, rules[rule], [], packet));
            findings.AddRange(uses[rule].Overrules.Select(other => new LintFinding(LintKind.Conflict, rules[other.Rule], [rules[rule]], other.Sample)));
        }

        return findings.DrainToImmutable();
    }

    private static bool IsOverWide(EffectiveRule rule) =>
        rule.Action == RuleAction.Accept && ServiceSeverity.IsDoor(rule.Services)
        && (ExposureAnalyzer.IsWide(rule.Addresses, AddressFamily.IPv4) || ExposureAnalyzer.IsWide(rule.Addresses, AddressFamily.IPv6));

    /// <summary>A rule that can never match has blockers of the same action only, or at least one of the other: then it does not do what somebody wanted.</summary>
    private static LintFinding Shadowed(RuleGrid grid, int rule, List<int> blockers)
    {
        bool contradicted = blockers.Exists(blocker => grid.Rules[blocker].Action != grid.Rules[rule].Action);
        return new LintFinding(contradicted ? LintKind.ShadowedContradicted : LintKind.Shadowed, grid.Rules[rule], [.. blockers.Select(index => grid.Rules[index])], null);
    }
}
