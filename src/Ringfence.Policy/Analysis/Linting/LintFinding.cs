using System.Collections.Immutable;
using Ringfence.Policy.Analysis.Effective;
using Ringfence.Policy.Analysis.Packets;

namespace Ringfence.Policy.Analysis.Linting;

/// <summary>What is wrong with a rule.</summary>
public enum LintKind
{
    /// <summary>It can never match: rules above it, all of the same action, decide every packet of it.</summary>
    Shadowed,

    /// <summary>It can never match, and some of its packets get the opposite of what it says.</summary>
    ShadowedContradicted,

    /// <summary>It decides packets, but each of them would get the same without it.</summary>
    Redundant,

    /// <summary>A rule of a group that is bound higher decides the opposite for some of its packets.</summary>
    Conflict,

    /// <summary>Its peer or service is a group or template that nobody is in: it matches nothing.</summary>
    EmptyReference,

    /// <summary>It accepts packets towards the instance from a very wide range on everything, or on more than 1,024 ports.</summary>
    OverWide,
}

/// <summary>One finding.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Rule">The rule.</param>
/// <param name="Others">
/// For shadowed rules: rules above it that together decide every packet of it, none of which can be left out; one with the opposite action is among them where there is one. For a conflict: the rule that overrules.
/// </param>
/// <param name="Sample">A packet that shows it; null for a rule that no packet reaches.</param>
public sealed record LintFinding(LintKind Kind, EffectiveRule Rule, ImmutableArray<EffectiveRule> Others, SamplePacket? Sample);
