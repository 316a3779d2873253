using System.Collections.Immutable;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.History;

/// <summary>Tells what differs between two lists of rules. A rule is known by its id: the same id elsewhere has moved, an id that is new is a new rule.</summary>
internal static class RuleLines
{
    public static void Add(DetailLines lines, string direction, ImmutableArray<GroupRule> before, ImmutableArray<GroupRule> after)
    {
        var old = before.Select(rule => rule.Rule.Id).ToHashSet();
        var now = after.Select(rule => rule.Rule.Id).ToHashSet();
        for (int i = 0; i < before.Length; i++)
        {
            if (!now.Contains(before[i].Rule.Id))
                lines.Add($"{direction} {i} removed: {Show(before[i])}");
        }

        for (int i = 0; i < after.Length; i++)
        {
            if (!old.Contains(after[i].Rule.Id))
                lines.Add($"{direction} {i} added: {Show(after[i])}");
        }

        // What stayed in the list, in both orders: where these differ, rules were moved past each other.
        GroupRule[] stayedBefore = [.. before.Where(rule => now.Contains(rule.Rule.Id))];
        GroupRule[] stayedAfter = [.. after.Where(rule => old.Contains(rule.Rule.Id))];
        for (int i = 0; i < stayedAfter.Length; i++)
        {
            if (stayedAfter[i].Rule.Id != stayedBefore[i].Rule.Id)
                lines.Add($"{direction} {after.IndexOf(stayedAfter[i])} moved here: {Show(stayedAfter[i])}");
        }
    }

    /// <summary><c>ACCEPT tcp:80,443 10.0.0.0/8 'web'</c></summary>
    public static string Show(GroupRule rule)
    {
        string service = rule.Text.ServiceTemplateId.Length > 0 ? rule.Text.ServiceTemplateId
            : rule.Text.Port is "ALL" or "" ? rule.Text.Protocol : $"{rule.Text.Protocol}:{rule.Text.Port}";
        string description = rule.Description.Length == 0 ? "" : $" {Faults.Show(rule.Description)}";
        return $"{(rule.Rule.Action == RuleAction.Accept ? "ACCEPT" : "DROP")} {service} {Peer(rule.Text)}{description}";
    }

    private static string Peer(RuleText text) =>
        new[] { text.CidrBlock, text.Ipv6CidrBlock, text.SecurityGroupId, text.AddressTemplateId }.First(peer => peer.Length > 0);
}
