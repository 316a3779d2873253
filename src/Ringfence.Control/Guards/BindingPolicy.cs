using System.Collections.Immutable;
using Ringfence.Control.Distribution;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Analysis.Effective;
using Ringfence.Policy.Analysis.Packets;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Guards;

/// <summary>
/// What the groups of a binding accept together, told without members: a rule that names a group matches every address of an interface in that group and no other address, so all that matters of
/// a far end is which of the named groups it is in. Members join and leave without anything here changing. Each answer is computed once. Not for two threads at once.
/// </summary>
internal sealed class BindingPolicy
{
    private readonly Side _ingress;
    private readonly Side _egress;

    private BindingPolicy(Side ingress, Side egress) => (_ingress, _egress) = (ingress, egress);

    /// <summary>Takes the rules that decide where the groups are bound, as a world has them. A group that is not there has none.</summary>
    /// <param name="world">The world.</param>
    /// <param name="groups">The groups in binding order.</param>
    /// <param name="earlier">The same groups' policy in another world: a direction whose rules are the same keeps what was worked out.</param>
    public static BindingPolicy Of(World world, ImmutableArray<string> groups, BindingPolicy? earlier) =>
        new(Side.Of(world, groups, Direction.Ingress, earlier?._ingress), Side.Of(world, groups, Direction.Egress, earlier?._egress));

    /// <summary>The groups that rules of a direction name as peers.</summary>
    public ImmutableArray<string> Peers(Direction direction) => Of(direction).Peers;

    /// <summary>What is accepted in a direction when the far end is an interface in these groups; none of them for an address that no interface here has.</summary>
    public PacketSet Accepted(Direction direction, ImmutableArray<string> farGroups) => Of(direction).Accepted(farGroups);

    private Side Of(Direction direction) => direction == Direction.Ingress ? _ingress : _egress;

    private sealed class Side
    {
        private readonly ImmutableArray<(string? PeerGroup, EffectiveRule Rule)> _rules;
        private readonly Dictionary<string, PacketSet> _accepted = new(StringComparer.Ordinal);

        private Side(ImmutableArray<(string? PeerGroup, EffectiveRule Rule)> rules)
        {
            _rules = rules;
            Peers = [.. rules.Select(rule => rule.PeerGroup).OfType<string>().Distinct()];
        }

        public ImmutableArray<string> Peers { get; }

        public static Side Of(World world, ImmutableArray<string> groups, Direction direction, Side? earlier)
        {
            var rules = ImmutableArray.CreateBuilder<(string?, EffectiveRule)>();
            var deciding = world.Deciding(groups);
            if (deciding.PassesAll)
                rules.Add((null, EffectiveRule.PassAll));
            foreach (string id in deciding.Ids.Where(world.Groups.ContainsKey))
            {
                var list = world.Groups[id].Rules(direction);
                for (int position = 0; position < list.Length; position++)
                {
                    var written = list[position].Rule;
                    var lowered = RuleLowering.Lower(written, "", world);
                    rules.Add(((written.Peer as GroupPeer)?.GroupId, new EffectiveRule(written.Id, id, position, "", lowered.Addresses ?? AddressRanges.Everywhere, lowered.Services, written.Action)));
                }
            }

            return earlier is not null && earlier.IsSame(rules) ? earlier : new Side(rules.DrainToImmutable());
        }

        public PacketSet Accepted(ImmutableArray<string> farGroups)
        {
            string variant = Peers.IsEmpty || farGroups.IsEmpty ? "" : string.Join(',', Peers.Where(farGroups.Contains));
            if (!_accepted.TryGetValue(variant, out var accepted))
                _accepted.Add(variant, accepted = RuleGrid.Of([.. _rules.Where(rule => rule.PeerGroup is not { } peer || farGroups.Contains(peer)).Select(rule => rule.Rule)]).Accepted());
            return accepted;
        }

        /// <summary>Whether the rules say the same in the same order, whatever their ids.</summary>
        private bool IsSame(ImmutableArray<(string? PeerGroup, EffectiveRule Rule)>.Builder rules)
        {
            if (rules.Count != _rules.Length)
                return false;
            for (int i = 0; i < rules.Count; i++)
            {
                var (one, two) = (_rules[i], rules[i]);
                if (one.Rule.Action != two.Rule.Action || one.PeerGroup != two.PeerGroup || !one.Rule.Addresses.Equals(two.Rule.Addresses) || !one.Rule.Services.Equals(two.Rule.Services))
                    return false;
            }

            return true;
        }
    }
}
