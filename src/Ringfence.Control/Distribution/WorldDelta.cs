using System.Collections.Immutable;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Distribution;

/// <summary>A document as it was and as it is. Null: not there.</summary>
internal readonly record struct DocumentChange<T>(T? Before, T? After)
    where T : class;

/// <summary>What distribution needs to know of the difference between two worlds. Each document occurs once at most, however often it changed in between.</summary>
internal sealed record WorldDelta(World After, List<DocumentChange<SecurityGroup>> Groups, List<DocumentChange<NetworkInterface>> Interfaces)
{
    /// <summary>
    /// The difference between two worlds: in time proportional to the changes of the revisions when these lead from one to the other, in either direction, else by comparing
    /// the whole worlds.
    /// </summary>
    public static WorldDelta Between(World before, World after, ImmutableArray<Revision> between)
    {
        bool lead = Lead(before, after, between) || Lead(after, before, between);
        var (groups, interfaces) = lead ? Named(between) : (AllIds(before.Groups, after.Groups), AllIds(before.Interfaces, after.Interfaces));
        return new WorldDelta(after, Compare(groups, before.Groups, after.Groups), Compare(interfaces, before.Interfaces, after.Interfaces));
    }

    /// <summary>The hosts that an interface of the difference was or is on.</summary>
    public IEnumerable<string> HostsOfInterfaces()
    {
        foreach (var change in Interfaces)
        {
            if (change.Before is { } before)
                yield return before.Host;
            if (change.After is { } after)
                yield return after.Host;
        }
    }

    private static bool Lead(World from, World to, ImmutableArray<Revision> between) =>
        !between.IsEmpty && between[0].Number == from.Revision + 1 && between[^1].Number == to.Revision;

    private static (HashSet<string> Groups, HashSet<string> Interfaces) Named(ImmutableArray<Revision> revisions)
    {
        HashSet<string> groups = [], interfaces = [];
        foreach (var revision in revisions)
        {
            foreach (var change in revision.Changes)
            {
                _ = change switch
                {
                    Change.PutGroup put => groups.Add(put.Group.Id),
                    Change.DeleteGroup delete => groups.Add(delete.Id),
                    Change.PutInterface put => interfaces.Add(put.Interface.Id),
                    Change.DeleteInterface delete => interfaces.Add(delete.Id),
                    _ => false,
                };
            }
        }

        return (groups, interfaces);
    }

    private static HashSet<string> AllIds<T>(ImmutableDictionary<string, T> before, ImmutableDictionary<string, T> after) => [.. before.Keys, .. after.Keys];

    private static List<DocumentChange<T>> Compare<T>(HashSet<string> ids, ImmutableDictionary<string, T> before, ImmutableDictionary<string, T> after)
        where T : class
    {
        var changes = new List<DocumentChange<T>>(ids.Count);
        foreach (string id in ids)
        {
            var change = new DocumentChange<T>(before.GetValueOrDefault(id), after.GetValueOrDefault(id));
            if (!ReferenceEquals(change.Before, change.After))
                changes.Add(change);
        }

        return changes;
    }
}
