using Ringfence.Control.Worlds;

namespace Ringfence.Control.Distribution;

/// <summary>A group's lists changed.</summary>
internal readonly record struct ListsChange(PartKey Key, GroupLists Before, GroupLists After);

/// <summary>
/// The lists and sets that some host uses, shared by all of them: a rule change is lowered once and a member joins once, whatever the number of hosts. Parts
/// that no host uses are not kept.
/// </summary>
internal sealed class SharedParts(World world)
{
    private readonly Dictionary<string, Dictionary<string, TrackedLists>> _lists = [];
    private readonly Dictionary<PartKey, TrackedSet> _sets = [];

    /// <summary>The world that all parts are at.</summary>
    public World World { get; private set; } = world;

    /// <summary>Lists that the last <see cref="Advance"/> changed.</summary>
    public List<ListsChange> ChangedLists { get; } = [];

    /// <summary>Sets that the last <see cref="Advance"/> may have changed.</summary>
    public HashSet<PartKey> TouchedSets { get; } = [];

    /// <summary>Brings every part to the later world.</summary>
    public void Advance(WorldDelta delta)
    {
        ChangedLists.Clear();
        TouchedSets.Clear();
        World = delta.After;
        foreach (string groupId in delta.ReadGroups())
            RenewLists(groupId);

        // Joins before leaves: an address that moves between interfaces of a group never left it.
        foreach (var change in delta.Interfaces)
            Move(change.After, joins: true);
        foreach (var change in delta.Interfaces)
            Move(change.Before, joins: false);
    }

    /// <summary>The lists of a group in a network. Every acquisition is released once.</summary>
    public GroupLists AcquireLists(PartKey key)
    {
        if (!_lists.TryGetValue(key.GroupId, out var networks))
            _lists[key.GroupId] = networks = [];
        if (!networks.TryGetValue(key.VpcId, out var tracked))
            networks[key.VpcId] = tracked = new TrackedLists(GroupLists.Of(key, World));
        tracked.Users++;
        return tracked.Lists;
    }

    /// <summary>The acquired lists as of now.</summary>
    public GroupLists Lists(PartKey key) => _lists[key.GroupId][key.VpcId].Lists;

    public void ReleaseLists(PartKey key)
    {
        var networks = _lists[key.GroupId];
        if (--networks[key.VpcId].Users > 0)
            return;
        networks.Remove(key.VpcId);
        if (networks.Count == 0)
            _lists.Remove(key.GroupId);
    }

    /// <summary>The members of a group in a network. Every acquisition is released once.</summary>
    public TrackedSet AcquireSet(PartKey key)
    {
        if (!_sets.TryGetValue(key, out var tracked))
            _sets[key] = tracked = new TrackedSet(key, World);
        tracked.Users++;
        return tracked;
    }

    /// <summary>The acquired set as of now.</summary>
    public TrackedSet Set(PartKey key) => _sets[key];

    public void ReleaseSet(PartKey key)
    {
        if (--_sets[key].Users == 0)
            _sets.Remove(key);
    }

    private void RenewLists(string groupId)
    {
        if (!_lists.TryGetValue(groupId, out var networks))
            return;
        foreach (var (vpcId, tracked) in networks)
        {
            var key = new PartKey(groupId, vpcId);
            var renewed = tracked.Lists.Renew(key, World);
            if (ReferenceEquals(renewed, tracked.Lists))
                continue;
            ChangedLists.Add(new ListsChange(key, tracked.Lists, renewed));
            tracked.Lists = renewed;
        }
    }

    private void Move(NetworkInterface? member, bool joins)
    {
        if (member is null)
            return;
        foreach (string groupId in member.SecurityGroupIds)
        {
            var key = new PartKey(groupId, member.VpcId);
            if (!_sets.TryGetValue(key, out var tracked))
                continue;
            TouchedSets.Add(key);
            foreach (var address in member.MemberAddresses)
            {
                if (joins)
                    tracked.Add(address);
                else
                    tracked.Remove(address);
            }
        }
    }

    private sealed class TrackedLists(GroupLists lists)
    {
        public GroupLists Lists { get; set; } = lists;

        public int Users { get; set; }
    }
}
