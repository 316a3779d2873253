using System.Collections.Immutable;
using Ringfence.Control.Distribution;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Analysis.Effective;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Analysis;

/// <summary>The effective policies of one world: what its interfaces enforce, rule by rule, with what stands behind each peer. Peers are resolved once. Not for two threads at once.</summary>
public sealed class EffectivePolicies(World world)
{
    private readonly Dictionary<PartKey, AddressRanges> _members = [];

    /// <summary>The rules of a direction of an interface, first one highest; <see cref="EffectiveRule.PassAll"/> alone where every group is in observe mode.</summary>
    public ImmutableArray<EffectiveRule> Of(NetworkInterface networkInterface, Direction direction)
    {
        var deciding = world.Deciding(networkInterface);
        return deciding.PassesAll ? [EffectiveRule.PassAll] : Of(deciding.Ids, networkInterface.VpcId, direction);
    }

    /// <summary>The rules of these groups, one after the other.</summary>
    /// <param name="groups">Ids of groups of the world, in the order in which they decide.</param>
    /// <param name="vpcId">The interface's network.</param>
    /// <param name="direction">The direction.</param>
    public ImmutableArray<EffectiveRule> Of(ImmutableArray<string> groups, string vpcId, Direction direction) =>
    [
        .. from id in groups
           from rule in world.Groups[id].Rules(direction).Select((rule, position) => (rule.Rule, Position: position))
           select Resolve(rule.Rule, id, rule.Position, vpcId),
    ];

    private EffectiveRule Resolve(SecurityRule rule, string groupId, int position, string vpcId)
    {
        var lowered = RuleLowering.Lower(rule, vpcId, world);
        var addresses = lowered.Addresses ?? Members(new PartKey(((GroupPeer)rule.Peer).GroupId, vpcId));
        return new EffectiveRule(rule.Id, groupId, position, rule.Peer.ToString()!, addresses, lowered.Services, rule.Action)
        {
            ServiceTemplateId = (rule.Service as TemplateService)?.TemplateId,
        };
    }

    private AddressRanges Members(PartKey key)
    {
        if (_members.TryGetValue(key, out var known))
            return known;
        var addresses = from id in world.InterfacesByGroup.GetValueOrDefault(key.GroupId, [])
                        let member = world.Interfaces[id]
                        where member.VpcId == key.VpcId
                        from address in member.MemberAddresses
                        select IpRange.Of(IpPrefix.Host(address));
        return _members[key] = AddressRanges.Of(addresses);
    }
}
