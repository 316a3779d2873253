using System.Collections.Immutable;
using Ringfence.Control.Worlds;
using Ringfence.Control.Writing;

namespace Ringfence.Control.Distribution;

/// <summary>A document as it was and as it is. Null: not there.</summary>
internal readonly record struct DocumentChange<T>(T? Before, T? After)
    where T : class;

/// <summary>What distribution needs to know of the difference between two worlds. Each document occurs once at most, however often it changed in between.</summary>
internal sealed record WorldDelta(World After, List<DocumentChange<SecurityGroup>> Groups, List<DocumentChange<NetworkInterface>> Interfaces)
{
    /// <summary>
    /// The difference that a commit makes: in time proportional to its changes when it follows the earlier world, else by comparing the whole worlds.
    /// </summary>
    public static WorldDelta Between(World before, Commit commit)
    {
        bool follows = !commit.Revisions.IsEmpty && commit.Revisions[0].Number == before.Revision + 1 && commit.Revisions[^1].Number == commit.World.Revision;
        var (groups, interfaces) = follows ? Named(commit.Revisions) : (AllIds(before.Groups, commit.World.Groups), AllIds(before.Interfaces, commit.World.Interfaces));
        return new WorldDelta(commit.World, Compare(groups, before.Groups, commit.World.Groups), Compare(interfaces, before.Interfaces, commit.World.Interfaces));
    }

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
