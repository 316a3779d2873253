using System.Collections.Immutable;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Analysis.Effective;
using Ringfence.Policy.Analysis.Packets;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Analysis.Explanation;

/// <summary>How an edit changes a list.</summary>
public enum RuleEditKind
{
    /// <summary>Nothing helps: the interface is bound to no group.</summary>
    BindGroup,

    /// <summary>No rule helps: every group is in observe mode, and none of them decides before it is enforced.</summary>
    EnforceGroup,

    /// <summary>A rule goes in at a place, for this packet's address and as little else as a rule can say.</summary>
    Insert,

    /// <summary>One rule goes.</summary>
    Delete,
}

/// <summary>
/// A change of one rule that turns the verdict on a packet, and of as few other packets at the interface as a change of one rule can; of the groups where it can be made, in the one that the fewest interfaces
/// are bound to.
/// </summary>
/// <param name="Kind">What is done.</param>
/// <param name="GroupId">In which group; null when the interface has none.</param>
/// <param name="Position">Where in the group's list: in front of the rule that is there, or the rule that goes.</param>
/// <param name="Action">The action of the new rule; of the rule that goes, for a deletion.</param>
/// <param name="Far">The new rule's address.</param>
/// <param name="Service">The new rule's service: the packet's, or everything where a rule cannot name its protocol.</param>
public sealed record RuleEdit(RuleEditKind Kind, string? GroupId, int Position, RuleAction Action, IpAddress Far, LiteralService Service)
{
    /// <summary>
    /// A rule that turns nothing but this packet's address and service is smaller than the deletion of one that decides more. So: in front of the deciding rule, in its group or at the end of one that is bound
    /// higher; where no rule decided, at the end of any. A rule that names a group or template may mean more tomorrow than this packet: it stays.
    /// </summary>
    internal static RuleEdit Turning(
        ImmutableArray<EffectiveRule> rules, List<EffectiveRule> matching, ImmutableArray<string> groups, SamplePacket packet, Func<string, int> interfaces)
    {
        var service = RuleService(packet);
        if (rules is [var pass] && pass == EffectiveRule.PassAll)
            return new RuleEdit(RuleEditKind.EnforceGroup, groups[0], 0, RuleAction.Drop, packet.Far, service);
        if (groups.IsEmpty)
            return new RuleEdit(RuleEditKind.BindGroup, null, 0, RuleAction.Accept, packet.Far, service);
        var deciding = matching.Count > 0 ? matching[0] : null;
        var action = deciding?.Action ?? RuleAction.Drop;
        var wanted = action == RuleAction.Accept ? RuleAction.Drop : RuleAction.Accept;
        int last = deciding is null ? groups.Length - 1 : groups.IndexOf(deciding.GroupId);
        string group = groups.Take(last + 1).Reverse().MinBy(interfaces)!;
        if (deciding is not null && interfaces(deciding.GroupId) <= interfaces(group) && IsOnlyOf(deciding, service))
        {
            bool turnsWhenGone = (matching.Count > 1 ? matching[1].Action : RuleAction.Drop) == wanted;
            if (turnsWhenGone)
                return new RuleEdit(RuleEditKind.Delete, deciding.GroupId, deciding.Position, deciding.Action, packet.Far, service);
        }

        int position = group == deciding?.GroupId ? deciding.Position : rules.Count(rule => rule.GroupId == group);
        return new RuleEdit(RuleEditKind.Insert, group, position, wanted, packet.Far, service);
    }

    /// <summary>The narrowest service of a rule that matches the packet: of protocols without a name in rules only everything does.</summary>
    private static LiteralService RuleService(SamplePacket packet)
    {
        if (!packet.Protocol.IsNamedInRules)
            return Rules.Service.Any;
        return new LiteralService(packet.Protocol, packet.Protocol.HasPorts ? PortSet.Of(new PortRange(packet.Port, packet.Port)) : PortSet.All);
    }

    /// <summary>True for a rule that decides nothing but one address on no more than a service.</summary>
    private static bool IsOnlyOf(EffectiveRule rule, LiteralService service) =>
        IpPrefix.TryParse(rule.Peer, out _) && rule.Addresses.Ranges is [var only] && only.First == only.Last
        && (service.Protocol is null || rule.Services.Equals(ServiceSet.Of(service)));
}
