using System.Collections.Immutable;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Hosting;

namespace Ringfence.Control.Distribution;

/// <summary>One host's policy, kept up to date in time proportional to what changed. Counts what uses each part, so that parts come and go with their last use.</summary>
internal sealed class HostView
{
    private readonly string _host;
    private readonly SharedParts _parts;

    /// <summary>Interfaces of this host that use a group's lists.</summary>
    private readonly Dictionary<PartKey, int> _listUses = [];

    /// <summary>Lists of this host that name a set.</summary>
    private readonly Dictionary<PartKey, int> _setUses = [];

    /// <summary>Parts whose last use went away in this step; they go at its end, unless they are used again by then.</summary>
    private readonly HashSet<PartKey> _idleLists = [];
    private readonly HashSet<PartKey> _idleSets = [];

    private ImmutableDictionary<string, InterfacePolicy>.Builder _interfaces = HostPolicy.Empty.Interfaces.ToBuilder();
    private ImmutableDictionary<string, RuleList>.Builder _lists = HostPolicy.Empty.Lists.ToBuilder();
    private ImmutableDictionary<string, AddressSet>.Builder _sets = HostPolicy.Empty.Sets.ToBuilder();

    /// <summary>Builds the host's policy from the world that the parts are at.</summary>
    public HostView(string host, SharedParts parts)
    {
        _host = host;
        _parts = parts;
        if (parts.World.InterfacesByHost.TryGetValue(host, out var ids))
        {
            foreach (string id in ids)
                Put(parts.World.Interfaces[id]);
        }

        Policy = Finish();
    }

    /// <summary>The host's policy as of the last step.</summary>
    public HostPolicy Policy { get; private set; }

    /// <summary>Follows the parts, which are there already, to the other world.</summary>
    /// <returns>False: it does not concern this host.</returns>
    public bool Advance(WorldDelta delta)
    {
        if (!IsConcerned(delta))
        {
            Policy = Policy with { Revision = delta.After.Revision };
            return false;
        }

        _interfaces = Policy.Interfaces.ToBuilder();
        _lists = Policy.Lists.ToBuilder();
        _sets = Policy.Sets.ToBuilder();

        foreach (var change in _parts.ChangedLists)
        {
            if (_listUses.ContainsKey(change.Key))
                Replace(change);
        }

        foreach (var change in delta.Interfaces)
        {
            if (change.After is { } after && after.Host == _host)
                Put(after);
        }

        foreach (var one in delta.Redecided[_host])
        {
            Put(one);
            Take(one, one, delta.Before);
        }

        foreach (var change in delta.Interfaces)
        {
            if (change.Before is { } before && before.Host == _host)
                Take(before, change.After, delta.Before);
        }

        foreach (var key in _parts.TouchedSets)
        {
            if (_setUses.ContainsKey(key))
                Show(_parts.Set(key).Set);
        }

        Policy = Finish();
        return true;
    }

    /// <summary>Gives back every part.</summary>
    public void Release()
    {
        foreach (var key in _listUses.Keys)
            _parts.ReleaseLists(key);
        foreach (var key in _setUses.Keys)
            _parts.ReleaseSet(key);
    }

    private bool IsConcerned(WorldDelta delta)
    {
        foreach (var change in _parts.ChangedLists)
        {
            if (_listUses.ContainsKey(change.Key))
                return true;
        }

        foreach (var key in _parts.TouchedSets)
        {
            if (_setUses.ContainsKey(key))
                return true;
        }

        foreach (var change in delta.Interfaces)
        {
            if (change.Before?.Host == _host || change.After?.Host == _host)
                return true;
        }

        return delta.Redecided.Contains(_host);
    }

    private void Put(NetworkInterface networkInterface)
    {
        foreach (var key in InterfaceLowering.DecidingLists(networkInterface, _parts.World))
            UseLists(key);
        var policy = InterfaceLowering.Lower(networkInterface, _parts);
        if (!_interfaces.TryGetValue(policy.InterfaceId, out var previous) || !InterfaceLowering.Same(previous, policy))
            _interfaces[policy.InterfaceId] = policy;
    }

    private void Take(NetworkInterface before, NetworkInterface? after, World worldBefore)
    {
        foreach (var key in InterfaceLowering.DecidingLists(before, worldBefore))
            Unuse(_listUses, _idleLists, key);
        if (after?.Host != _host)
            _interfaces.Remove(before.Id);
    }

    private void UseLists(PartKey key)
    {
        if (_listUses.TryGetValue(key, out int uses))
        {
            _listUses[key] = uses + 1;
            return;
        }

        var lists = _parts.AcquireLists(key);
        _listUses[key] = 1;
        _lists[lists.Ingress.Id] = lists.Ingress;
        _lists[lists.Egress.Id] = lists.Egress;
        foreach (var peer in lists.Peers)
            UseSet(peer);
    }

    private void UseSet(PartKey key)
    {
        if (_setUses.TryGetValue(key, out int uses))
        {
            _setUses[key] = uses + 1;
            return;
        }

        _setUses[key] = 1;
        Show(_parts.AcquireSet(key).Set);
    }

    private void Replace(ListsChange change)
    {
        _lists[change.After.Ingress.Id] = change.After.Ingress;
        _lists[change.After.Egress.Id] = change.After.Egress;
        foreach (var peer in change.After.Peers)
            UseSet(peer);
        foreach (var peer in change.Before.Peers)
            Unuse(_setUses, _idleSets, peer);
    }

    private void Show(AddressSet set)
    {
        if (!_sets.TryGetValue(set.Id, out var shown) || !ReferenceEquals(shown, set))
            _sets[set.Id] = set;
    }

    private HostPolicy Finish()
    {
        foreach (var key in _idleLists.Where(key => _listUses[key] == 0))
        {
            var lists = _parts.Lists(key);
            foreach (var peer in lists.Peers)
                Unuse(_setUses, _idleSets, peer);
            _lists.Remove(lists.Ingress.Id);
            _lists.Remove(lists.Egress.Id);
            _listUses.Remove(key);
            _parts.ReleaseLists(key);
        }

        foreach (var key in _idleSets.Where(key => _setUses[key] == 0))
        {
            _sets.Remove(key.SetId);
            _setUses.Remove(key);
            _parts.ReleaseSet(key);
        }

        _idleLists.Clear();
        _idleSets.Clear();
        return new HostPolicy
        {
            Revision = _parts.World.Revision,
            Interfaces = _interfaces.ToImmutable(),
            Lists = _lists.ToImmutable(),
            Sets = _sets.ToImmutable(),
        };
    }

    private static void Unuse(Dictionary<PartKey, int> uses, HashSet<PartKey> idle, PartKey key)
    {
        if (--uses[key] == 0)
            idle.Add(key);
    }
}
