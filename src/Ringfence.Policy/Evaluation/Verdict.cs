using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Evaluation;

/// <summary>Why a packet got its verdict. One list for evaluator, datapaths, counters and explanations.</summary>
public enum VerdictReason : byte
{
    /// <summary>A rule matched; <see cref="Verdict.RuleId"/> names it.</summary>
    Rule = 0,

    /// <summary>The interface is bound to groups, but no rule of the direction matched: dropped.</summary>
    NoRuleMatched = 1,

    /// <summary>The interface is bound to no group: everything is dropped, both ways.</summary>
    NoGroupBound = 2,

    /// <summary>Every group that the interface is bound to is in observe mode: everything is accepted, both ways.</summary>
    AllGroupsObserved = 3,
}

/// <summary>The answer for one packet at one interface in one direction.</summary>
/// <param name="Action">Accept or drop.</param>
/// <param name="Reason">Why.</param>
/// <param name="RuleId">The deciding rule when <paramref name="Reason"/> is <see cref="VerdictReason.Rule"/>.</param>
/// <param name="GroupId">The group that holds the deciding rule.</param>
/// <param name="Position">The rule's zero-based position in that group's list, or -1.</param>
public readonly record struct Verdict(RuleAction Action, VerdictReason Reason, RuleId RuleId, string? GroupId, int Position)
{
    /// <summary>True when the packet passes this interface.</summary>
    public bool IsAccepted => Action == RuleAction.Accept;

    /// <summary>A drop that no rule decided.</summary>
    public static Verdict DroppedWithout(VerdictReason reason) => new(RuleAction.Drop, reason, default, null, -1);

    /// <summary>An acceptance that no rule decided.</summary>
    public static Verdict AcceptedWithout(VerdictReason reason) => new(RuleAction.Accept, reason, RuleId.PassAll, null, -1);
}
