using System.Collections.Immutable;
using Ringfence.Policy.Analysis.Effective;
using Ringfence.Policy.Analysis.Packets;
using Ringfence.Policy.Evaluation;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Analysis.Explanation;

/// <summary>A rule that did not decide, and why.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Mismatch">Why it did not match.</param>
public sealed record PassedOver(EffectiveRule Rule, RuleMismatch Mismatch);

/// <summary>What a packet gets at one interface in one direction, and why.</summary>
/// <param name="Packet">The packet, as the interface sees it.</param>
/// <param name="Action">Accept or drop.</param>
/// <param name="Reason">Why.</param>
/// <param name="Deciding">The rule that decided, if one did.</param>
/// <param name="Above">Every rule above it (every rule, when none decided) with the reason why it did not match, in order.</param>
/// <param name="Blockers">
/// When dropped: every DROP rule that stands between the packet and the first ACCEPT rule that matches it, in order; all that match when no ACCEPT does. Each of them must go, or be passed by a rule above.
/// </param>
/// <param name="AcceptedBelow">When dropped: the first ACCEPT rule that matches and would decide if the blockers were not there.</param>
/// <param name="Edit">The smallest change of rules that turns the verdict.</param>
public sealed record Explanation(
    SamplePacket Packet,
    RuleAction Action,
    VerdictReason Reason,
    EffectiveRule? Deciding,
    ImmutableArray<PassedOver> Above,
    ImmutableArray<EffectiveRule> Blockers,
    EffectiveRule? AcceptedBelow,
    RuleEdit Edit);

/// <summary>Explains verdicts. Agrees with <see cref="PolicyEvaluator"/> on every packet.</summary>
public static class PolicyExplainer
{
    /// <summary>Explains the first packet of a flow at an interface.</summary>
    /// <param name="rules">The effective policy of the direction, first rule highest; <see cref="EffectiveRule.PassAll"/> alone where every group is in observe mode.</param>
    /// <param name="groups">The groups that decide, in binding order; where every group is in observe mode, those.</param>
    /// <param name="packet">The packet; the port is ignored for protocols without ports.</param>
    /// <param name="interfaces">How many interfaces are bound to a group: what an edit of it concerns.</param>
    public static Explanation Explain(ImmutableArray<EffectiveRule> rules, ImmutableArray<string> groups, SamplePacket packet, Func<string, int> interfaces)
    {
        var above = ImmutableArray.CreateBuilder<PassedOver>();
        EffectiveRule? deciding = null;
        foreach (var rule in rules)
        {
            var mismatch = MismatchOf(rule, packet);
            if (mismatch == RuleMismatch.None)
            {
                deciding = rule;
                break;
            }

            above.Add(new PassedOver(rule, mismatch));
        }

        var action = deciding?.Action ?? RuleAction.Drop;
        var matching = rules.Where(rule => rule.Matches(packet.Far, packet.Protocol, packet.Port)).ToList();
        var accept = action == RuleAction.Drop ? matching.Find(rule => rule.Action == RuleAction.Accept) : null;
        ImmutableArray<EffectiveRule> blockers = action == RuleAction.Drop ? [.. matching.TakeWhile(rule => rule != accept)] : [];
        var reason = deciding is null ? (groups.IsEmpty ? VerdictReason.NoGroupBound : VerdictReason.NoRuleMatched)
            : deciding == EffectiveRule.PassAll ? VerdictReason.AllGroupsObserved
            : VerdictReason.Rule;
        return new Explanation(
            packet, action, reason, reason == VerdictReason.Rule ? deciding : null, above.DrainToImmutable(), blockers, accept, RuleEdit.Turning(rules, matching, groups, packet, interfaces));
    }

    /// <summary>Every reason why a rule does not match a packet.</summary>
    public static RuleMismatch MismatchOf(EffectiveRule rule, SamplePacket packet)
    {
        var mismatch = RuleMismatch.None;
        if (rule.Addresses.IsEmpty)
            mismatch |= RuleMismatch.EmptyPeer;
        else if (!rule.Addresses.Contains(packet.Far))
            mismatch |= rule.Addresses.Ranges.Any(range => range.Family == packet.Far.Family) ? RuleMismatch.Address : RuleMismatch.Family;
        if (rule.Services.IsEmpty)
            mismatch |= RuleMismatch.EmptyService;
        else if (!rule.Services.Contains(packet.Protocol, packet.Port))
            mismatch |= rule.Services.Services.Any(service => service.Protocol == packet.Protocol) ? RuleMismatch.Port : RuleMismatch.Protocol;
        return mismatch;
    }
}
