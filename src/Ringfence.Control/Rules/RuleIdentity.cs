using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Rules;

/// <summary>What two rules of one direction may not have in common: they mean the same and say the same (reference A.15).</summary>
internal readonly record struct RuleIdentity(Peer Peer, Service Service, RuleAction Action, string Description)
{
    public static RuleIdentity Of(GroupRule rule) => new(rule.Rule.Peer, rule.Rule.Service, rule.Rule.Action, rule.Description);
}

/// <summary>Finds duplicates among the rules of one direction.</summary>
internal sealed class DuplicateCheck(IEnumerable<GroupRule> kept)
{
    private readonly HashSet<RuleIdentity> _seen = [.. kept.Select(RuleIdentity.Of)];

    /// <summary>Adds a fault when a rule that stays, or one that was checked before, is the same.</summary>
    public void Check(ParsedRule rule, string path, Faults faults)
    {
        if (!_seen.Add(new RuleIdentity(rule.Peer!, rule.Service, rule.Action, rule.Description)))
            faults.Add(RefusalKind.DuplicateRule, path, "the same rule exists already in this direction.");
    }
}
