using System.Collections.Immutable;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Distribution;

/// <summary>A group in a network: what a rule list and an address set stand for.</summary>
internal readonly record struct PartKey(string GroupId, string VpcId)
{
    /// <summary>Stands for the lists that let everything through: of no group, in any network.</summary>
    public static PartKey PassAll { get; } = new("", "");

    public string SetId => $"{GroupId}@{VpcId}";

    public string ListId(Direction direction) => $"{GroupId}/{(direction == Direction.Ingress ? "in" : "out")}@{VpcId}";
}

/// <summary>A group's two lists, lowered for one network, and the groups that they name as peers. Immutable.</summary>
internal sealed record GroupLists(RuleList Ingress, RuleList Egress, ImmutableArray<PartKey> Peers)
{
    private static readonly GroupLists PassAll = new(PassAllLists.Ingress, PassAllLists.Egress, []);

    /// <summary>Lowers a group. A group that is not there has empty lists, which drop everything.</summary>
    public static GroupLists Of(PartKey key, World world)
    {
        if (key == PartKey.PassAll)
            return PassAll;
        var group = world.Groups.GetValueOrDefault(key.GroupId);
        return Of(Lower(key, group, Direction.Ingress, null, world), Lower(key, group, Direction.Egress, null, world), key.VpcId, group);
    }

    /// <summary>Lowers the group again; what came out the same is the same object.</summary>
    public GroupLists Renew(PartKey key, World world)
    {
        var group = world.Groups.GetValueOrDefault(key.GroupId);
        var ingress = Lower(key, group, Direction.Ingress, Ingress, world);
        var egress = Lower(key, group, Direction.Egress, Egress, world);
        return ReferenceEquals(ingress, Ingress) && ReferenceEquals(egress, Egress) ? this : Of(ingress, egress, key.VpcId, group);
    }

    private static GroupLists Of(RuleList ingress, RuleList egress, string vpcId, SecurityGroup? group)
    {
        if (group is null)
            return new GroupLists(ingress, egress, []);
        var peers = group.Ingress.Concat(group.Egress).Select(rule => rule.Rule.Peer).OfType<GroupPeer>().Select(peer => new PartKey(peer.GroupId, vpcId));
        return new GroupLists(ingress, egress, [.. peers.Distinct()]);
    }

    private static RuleList Lower(PartKey key, SecurityGroup? group, Direction direction, RuleList? previous, World world)
    {
        ImmutableArray<HostRule> rules = group is null ? [] : [.. group.Rules(direction).Select(rule => RuleLowering.Lower(rule.Rule, key.VpcId, world))];
        return previous is not null && previous.Rules.AsSpan().SequenceEqual(rules.AsSpan()) ? previous : new RuleList(key.ListId(direction), direction, rules);
    }
}
