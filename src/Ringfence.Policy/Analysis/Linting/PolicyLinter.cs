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
    /// <summary>Every finding, by rule, first one highest.</summary>
    /// <param name="grid">The effective policy.</param>
    /// <param name="direction">Its direction: what an instance may send is not called too wide.</param>
    public static ImmutableArray<LintFinding> Lint(RuleGrid grid, Direction direction)
    {
        var uses = RuleUse.Of(grid);
        var findings = ImmutableArray.CreateBuilder<LintFinding>();
        for (int rule = 0; rule < grid.Rules.Length; rule++)
        {
            if (grid.Rules[rule].Addresses.IsEmpty || grid.Rules[rule].Services.IsEmpty)
                findings.Add(new LintFinding(LintKind.EmptyReference, grid.Rules[rule], [], null));
            else if (uses[rule].Decides is null)
                findings.Add(Shadowed(grid, rule));
            else if (!uses[rule].Matters)
                findings.Add(new LintFinding(LintKind.Redundant, grid.Rules[rule], [], uses[rule].Decides));
            if (direction == Direction.Ingress && uses[rule].Decides is { } packet && IsOverWide(grid.Rules[rule]))
                findings.Add(new LintFinding(LintKind.OverWide, grid.Rules[rule], [], packet));
            findings.AddRange(uses[rule].Overrules.Select(other => new LintFinding(LintKind.Conflict, grid.Rules[other.Rule], [grid.Rules[rule]], other.Sample)));
        }

        return findings.DrainToImmutable();
    }

    private static bool IsOverWide(EffectiveRule rule) =>
        rule.Action == RuleAction.Accept && ServiceSeverity.IsDoor(rule.Services)
        && (ExposureAnalyzer.IsWide(rule.Addresses, AddressFamily.IPv4) || ExposureAnalyzer.IsWide(rule.Addresses, AddressFamily.IPv6));

    /// <summary>A rule that can never match has blockers of the same action only, or at least one of the other: then it does not do what somebody wanted.</summary>
    private static LintFinding Shadowed(RuleGrid grid, int rule)
    {
        var blockers = BlockerCover.Of(grid, rule);
        bool contradicted = blockers.Any(blocker => grid.Rules[blocker].Action != grid.Rules[rule].Action);
        return new LintFinding(contradicted ? LintKind.ShadowedContradicted : LintKind.Shadowed, grid.Rules[rule], [.. blockers.Select(index => grid.Rules[index])], null);
    }
}
