using System.Collections.Immutable;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Worlds;

/// <summary>One step of the fold: the documents and their indexes while a revision is applied.</summary>
internal sealed class WorldFold(World world, long lastRuleId)
{
    public long LastRuleId { get; private set; } = lastRuleId;

    public ImmutableDictionary<string, SecurityGroup>.Builder Groups { get; } = world.Groups.ToBuilder();

    public ImmutableDictionary<string, Instance>.Builder Instances { get; } = world.Instances.ToBuilder();

    public ImmutableDictionary<string, NetworkInterface>.Builder Interfaces { get; } = world.Interfaces.ToBuilder();

    public ImmutableDictionary<string, ImmutableHashSet<string>>.Builder InterfacesByGroup { get; } = world.InterfacesByGroup.ToBuilder();

    public ImmutableDictionary<string, ImmutableHashSet<string>>.Builder ReferencesByGroup { get; } = world.ReferencesByGroup.ToBuilder();

    public ImmutableDictionary<string, ImmutableHashSet<string>>.Builder InterfacesByHost { get; } = world.InterfacesByHost.ToBuilder();

    public ImmutableDictionary<Scope, ImmutableHashSet<string>>.Builder GroupsByScope { get; } = world.GroupsByScope.ToBuilder();

    public void Apply(Change change)
    {
        switch (change)
        {
            case Change.PutGroup put:
                DeleteGroup(put.Group.Id);
                PutGroup(put.Group);
                break;
            case Change.DeleteGroup delete:
                DeleteGroup(delete.Id);
                break;
            case Change.PutInstance put:
                Instances[put.Instance.Id] = put.Instance;
                break;
            case Change.DeleteInstance delete:
                Instances.Remove(delete.Id);
                break;
            case Change.PutInterface put:
                DeleteInterface(put.Interface.Id);
                PutInterface(put.Interface);
                break;
            case Change.DeleteInterface delete:
                DeleteInterface(delete.Id);
                break;
            default:
                throw new NotSupportedException($"Change {change.GetType().Name} has no fold.");
        }
    }

    private static IEnumerable<string> PeersOf(SecurityGroup group) =>
        group.Ingress.Concat(group.Egress).Select(rule => rule.Rule.Peer).OfType<GroupPeer>().Select(peer => peer.GroupId).Where(id => id != group.Id);

    private void PutGroup(SecurityGroup group)
    {
        Groups[group.Id] = group;
        Add(GroupsByScope, group.Scope, group.Id);
        foreach (string peer in PeersOf(group))
            Add(ReferencesByGroup, peer, group.Id);
        foreach (var rule in group.Ingress.Concat(group.Egress))
            LastRuleId = Math.Max(LastRuleId, rule.Rule.Id.Value);
    }

    private void DeleteGroup(string id)
    {
        if (!Groups.TryGetValue(id, out var group))
            return;
        Groups.Remove(id);
        Remove(GroupsByScope, group.Scope, id);
        foreach (string peer in PeersOf(group))
            Remove(ReferencesByGroup, peer, id);
    }

    private void PutInterface(NetworkInterface networkInterface)
    {
        Interfaces[networkInterface.Id] = networkInterface;
        Add(InterfacesByHost, networkInterface.Host, networkInterface.Id);
        foreach (string group in networkInterface.SecurityGroupIds)
            Add(InterfacesByGroup, group, networkInterface.Id);
    }

    private void DeleteInterface(string id)
    {
        if (!Interfaces.TryGetValue(id, out var old))
            return;
        Interfaces.Remove(id);
        Remove(InterfacesByHost, old.Host, id);
        foreach (string group in old.SecurityGroupIds)
            Remove(InterfacesByGroup, group, id);
    }

    private static void Add<TKey>(ImmutableDictionary<TKey, ImmutableHashSet<string>>.Builder index, TKey key, string id)
        where TKey : notnull =>
        index[key] = (index.TryGetValue(key, out var ids) ? ids : ImmutableHashSet<string>.Empty).Add(id);

    private static void Remove<TKey>(ImmutableDictionary<TKey, ImmutableHashSet<string>>.Builder index, TKey key, string id)
        where TKey : notnull
    {
        if (!index.TryGetValue(key, out var ids))
            return;
        ids = ids.Remove(id);
        if (ids.IsEmpty)
            index.Remove(key);
        else
            index[key] = ids;
    }
}
