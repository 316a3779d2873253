using System.Collections.Immutable;
using Ringfence.Control.Distribution;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Analysis.Exposure;
using Ringfence.Policy.Analysis.Packets;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Guards;

/// <summary>
/// What of a step from one world to the next can matter to a guard: interfaces that changed, bindings whose rules did, and everything else by binding. Worked out once for all guards.
/// </summary>
internal sealed class GuardStep
{
    private readonly HashSet<string> _changed;
    private readonly HashSet<string> _touched;
    private readonly Dictionary<(PacketSet, PacketSet), PacketSet> _gains = [];
    private readonly Dictionary<Senders, IReadOnlyCollection<string>> _near = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, (Senders Senders, Receivers Receivers)> _unchanged = new(StringComparer.Ordinal);

    public GuardStep(GuardView before, GuardView after, WorldDelta delta)
    {
        Before = before;
        After = after;
        _changed = delta.Interfaces.Select(change => (change.After ?? change.Before)!.Id).ToHashSet(StringComparer.Ordinal);
        _touched = delta.ReadGroups().SelectMany(group => after.World.BindingsByGroup.GetValueOrDefault(group, [])).ToHashSet(StringComparer.Ordinal);
        ChangedReceivers = Receive(delta);
        ChangedSenders = Send(delta);
    }

    public GuardView Before { get; }

    public GuardView After { get; }

    /// <summary>The interfaces that changed, as far as they are still there.</summary>
    public IReadOnlyList<Receivers> ChangedReceivers { get; }

    /// <summary>Every address that an interface that changed had or has.</summary>
    public IReadOnlyList<Senders> ChangedSenders { get; }

    /// <summary>A look at one world: everything is as it is, nothing changed.</summary>
    public static GuardStep At(GuardView view) => new(view, view, new WorldDelta(view.World, view.World, [], [], []));

    /// <summary>The bindings whose groups have other rules, or rules that mean something else.</summary>
    public IReadOnlyCollection<string> TouchedBindings => _touched;

    /// <summary>The interfaces of a binding that did not change, as senders.</summary>
    public Senders SendersOf(string binding) => Unchanged(binding).Senders;

    /// <summary>The same as receivers.</summary>
    public Receivers ReceiversOf(string binding) => Unchanged(binding).Receivers;

    /// <summary>What is accepted after and was not before.</summary>
    public PacketSet Gain(PacketSet before, PacketSet after)
    {
        if (ReferenceEquals(before, after))
            return PacketSet.None;
        if (!_gains.TryGetValue((before, after), out var gain))
            _gains.Add((before, after), gain = after.Except(before));
        return gain;
    }

    /// <summary>The bindings whose rules tell these senders from others by a group that they are or were in, or that theirs tell from others.</summary>
    public IReadOnlyCollection<string> Near(Senders senders)
    {
        if (_near.TryGetValue(senders, out var known))
            return known;

        // Also the groups that they left, and those that their rules name no more: a DROP rule may have gone with them.
        var naming = senders.GroupsAfter.Union(senders.GroupsBefore).SelectMany(group => NamesItself(group)
            ? After.World.ReferencesByGroup.GetValueOrDefault(group, []).Add(group)
            : After.World.ReferencesByGroup.GetValueOrDefault(group, []));
        var named = After.Peers(senders.GroupsAfter, Direction.Egress).Union(Before.Peers(senders.GroupsBefore, Direction.Egress));
        return _near[senders] = naming.Concat(named).Distinct().SelectMany(group => After.World.BindingsByGroup.GetValueOrDefault(group, [])).ToHashSet(StringComparer.Ordinal);
    }

    private bool NamesItself(string group) => After.World.Groups.TryGetValue(group, out var found) && found.Ingress.Any(rule => rule.Rule.Peer is GroupPeer peer && peer.GroupId == group);

    private (Senders Senders, Receivers Receivers) Unchanged(string binding)
    {
        if (_unchanged.TryGetValue(binding, out var known))
            return known;
        var all = After.World.InterfacesByBinding[binding];
        var one = After.World.Interfaces[all.First()];
        // The world before knows nothing of a binding that comes, and must not be asked: nobody would tell it of what the groups become, should the step come to nothing.
        var before = Before.World.InterfacesByBinding.ContainsKey(binding) ? one.SecurityGroupIds : (ImmutableArray<string>?)null;
        // Listed each time they are asked for: most bindings are passed over for what their policies say.
        var members = all.Where(id => !_changed.Contains(id)).Select(id => After.World.Interfaces[id]);
        return _unchanged[binding] = (
            new Senders(Network.Of(one), before, one.SecurityGroupIds, members.SelectMany(member => member.MemberAddresses.Select(address => new Sender(address, member, member))))
            {
                IsSteady = true,
                MayBeOutside = After.World.PublicInterfacesByBinding.ContainsKey(binding),
            },
            new Receivers(Network.Of(one), before, one.SecurityGroupIds, members.Select(member => new Receiver(member, member))) { IsSteady = true });
    }

    private static List<Receivers> Receive(WorldDelta delta) =>
    [
        .. from change in delta.Interfaces.Select(change => (change.Before, After: change.After!)).Where(change => change.After is not null)
           let was = change.Before is { } earlier && Network.Of(earlier) == Network.Of(change.After) ? earlier : null
           group new Receiver(was, change.After) by (Before: was?.Binding, After: change.After.Binding) into alike
           let first = alike.First()
           select new Receivers(Network.Of(first.After), first.Before?.SecurityGroupIds, first.After.SecurityGroupIds, [.. alike]),
    ];

    private List<Senders> Send(WorldDelta delta)
    {
        var addresses = new HashSet<(Network Network, IpAddress Address)>();
        foreach (var one in delta.Interfaces.SelectMany(change => new[] { change.Before, change.After }).OfType<NetworkInterface>())
            addresses.UnionWith(one.MemberAddresses.Select(address => (Network.Of(one), address)));
        return
        [
            .. from place in addresses
               let sender = new Sender(place.Address, Before.HolderOf(place.Network, place.Address), After.HolderOf(place.Network, place.Address))
               group sender by (place.Network, Before: sender.Before?.Binding, After: sender.After?.Binding) into alike
               let first = alike.First()
               select new Senders(alike.Key.Network, first.Before?.SecurityGroupIds, first.After?.SecurityGroupIds, [.. alike]) { MayBeOutside = alike.Any(one => Outside.Contains(one.Address)) },
        ];
    }
}
