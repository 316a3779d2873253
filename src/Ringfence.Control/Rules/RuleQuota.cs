using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Rules;

/// <summary>The limits on the rules of a group (reference B.1). What is over a limit already, because the limit was lowered, may stay or shrink but not grow.</summary>
internal static class RuleQuota
{
    public static void Check(World world, Quotas quotas, SecurityGroup? before, SecurityGroup after, Faults faults)
    {
        foreach (var direction in new[] { Direction.Ingress, Direction.Egress })
        {
            int now = after.Rules(direction).Length;
            if (now > quotas.RulesPerDirection && now > (before?.Rules(direction).Length ?? 0))
                faults.Add(RefusalKind.RuleQuota, direction.ToString(), $"a group has at most {quotas.RulesPerDirection} rules in a direction, not {now}.");
        }

        var size = new ExpansionSize(world);
        CheckExpansion("a group", before is null ? 0 : size.Of(before), size.Of(after), quotas, faults);

        int references = References(after);
        if (references > quotas.ReferenceRules && references > (before is null ? 0 : References(before)))
        {
            faults.Add(RefusalKind.ReferenceRuleQuota, "",
                $"a group has at most {quotas.ReferenceRules} rules that name a security group, not {references}.");
        }

        HashSet<string> named = before is null ? [] : [.. Peers(before)];
        foreach (string peer in Peers(after).Where(named.Add))
            MembershipQuota.CheckReferenced(peer, world.UsageByGroup.GetValueOrDefault(peer), quotas, faults);
    }

    /// <summary>Adds a fault when a group grows over the limit on expanded rules.</summary>
    public static void CheckExpansion(string group, long before, long after, Quotas quotas, Faults faults)
    {
        if (after > quotas.ExpandedRules && after > before)
            faults.Add(RefusalKind.ExpandedRuleQuota, "", $"{group} has at most {quotas.ExpandedRules} rules when expanded, not {after}.");
    }

    private static int References(SecurityGroup group) => Peers(group).Count();

    private static IEnumerable<string> Peers(SecurityGroup group) =>
        group.Ingress.Concat(group.Egress).Select(rule => rule.Rule.Peer).OfType<GroupPeer>().Select(peer => peer.GroupId);
}
