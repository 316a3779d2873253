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

    /// <summary>A rule for exactly this packet's address and service goes in at a place.</summary>
    Insert,

    /// <summary>One rule goes.</summary>
    Delete,
}

/// <summary>A change of one rule that turns the verdict on a packet, and of as few other packets as a change of one rule can.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="GroupId">In which group; null when the interface has none.</param>
/// <param name="Position">Where in the group's list: in front of the rule that is there, or the rule that goes.</param>
/// <param name="Action">The action of the new rule; of the rule that goes, for a deletion.</param>
/// <param name="Packet">The new rule's address and service.</param>
public sealed record RuleEdit(RuleEditKind Kind, string? GroupId, int Position, RuleAction Action, SamplePacket Packet)
{
    /// <summary>
    /// A rule that turns nothing but this packet's address and service is smaller than the deletion of one that decides more. So: in front of the deciding rule, in its group; where
    /// no rule decided, at the end of the last group. A rule that names a group or template may mean more tomorrow than this packet: it stays.
    /// </summary>
    internal static RuleEdit Turning(
        ImmutableArray<EffectiveRule> rules, List<EffectiveRule> matching, ImmutableArray<string> groups, SamplePacket packet)
    {
        if (groups.IsEmpty)
            return new RuleEdit(RuleEditKind.BindGroup, null, 0, RuleAction.Accept, packet);
        var deciding = matching.Count > 0 ? matching[0] : null;
        var action = deciding?.Action ?? RuleAction.Drop;
        var wanted = action == RuleAction.Accept ? RuleAction.Drop : RuleAction.Accept;
        if (deciding is null)
            return new RuleEdit(RuleEditKind.Insert, groups[^1], rules.Count(rule => rule.GroupId == groups[^1]), wanted, packet);
        bool onlyThisPacket = IpPrefix.TryParse(deciding.Peer, out _) && deciding.Addresses.Ranges is [var only] && only.First == only.Last && IsOneService(deciding, packet);
        bool turnsWhenGone = (matching.Count > 1 ? matching[1].Action : RuleAction.Drop) == wanted;
        return onlyThisPacket && turnsWhenGone
            ? new RuleEdit(RuleEditKind.Delete, deciding.GroupId, deciding.Position, deciding.Action, packet)
            : new RuleEdit(RuleEditKind.Insert, deciding.GroupId, deciding.Position, wanted, packet);
    }

    private static bool IsOneService(EffectiveRule rule, SamplePacket packet) =>
        rule.Services.Services is [{ Protocol: { } protocol } service] && protocol == packet.Protocol
        && (!protocol.HasPorts || service.Ports.Ranges is [var range] && range.First == range.Last);
}
