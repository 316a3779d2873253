using System.Collections.Immutable;
using Ringfence.Policy.Analysis.Effective;

namespace Ringfence.Policy.Analysis.Linting;

/// <summary>
/// Finds what is wrong with an effective policy, exactly: each finding is proved by the cells of its <see cref="RuleGrid"/>, and what is not found is not there.
/// </summary>
public static class PolicyLinter
{
    /// <summary>Every finding, by rule, first one highest.</summary>
    public static ImmutableArray<LintFinding> Lint(RuleGrid grid)
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
            findings.AddRange(uses[rule].Overrules.Select(other => new LintFinding(LintKind.Conflict, grid.Rules[other.Rule], [grid.Rules[rule]], other.Sample)));
        }

        return findings.DrainToImmutable();
    }

    /// <summary>A rule that can never match has blockers of the same action only, or at least one of the other: then it does not do what somebody wanted.</summary>
    private static LintFinding Shadowed(RuleGrid grid, int rule)
    {
        var blockers = BlockerCover.Of(grid, rule);
        bool contradicted = blockers.Any(blocker => grid.Rules[blocker].Action != grid.Rules[rule].Action);
        return new LintFinding(contradicted ? LintKind.ShadowedContradicted : LintKind.Shadowed, grid.Rules[rule], [.. blockers.Select(index => grid.Rules[index])], null);
    }
}
