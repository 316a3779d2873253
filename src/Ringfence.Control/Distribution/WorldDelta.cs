using System.Collections.Immutable;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Distribution;

/// <summary>A document as it was and as it is. Null: not there.</summary>
internal readonly record struct DocumentChange<T>(T? Before, T? After)
    where T : class;

/// <summary>What distribution needs to know of the difference between two worlds. Each document occurs once at most, however often it changed in between.</summary>
internal sealed record WorldDelta(
    World Before, World After, List<DocumentChange<SecurityGroup>> Groups, List<DocumentChange<NetworkInterface>> Interfaces, List<DocumentChange<ParameterTemplate>> Templates)
{
    private static readonly ILookup<string, NetworkInterface> Nobody = Array.Empty<NetworkInterface>().ToLookup(one => one.Host);

    private ILookup<string, NetworkInterface>? _redecided;

    /// <summary>By host: the interfaces that did not change and that are bound to a group whose mode did, so that other lists decide for them.</summary>
    public ILookup<string, NetworkInterface> Redecided => _redecided ??= Redecide();

    /// <summary>
    /// The difference between two worlds: in time proportional to the changes of the revisions when these lead from one to the other, in either direction, else by comparing
    /// the whole worlds.
    /// </summary>
    public static WorldDelta Between(World before, World after, ImmutableArray<Revision> between)
    {
        bool lead = Lead(before, after, between) || Lead(after, before, between);
        var named = lead ? NamedIds.Of(between) : NamedIds.All(before, after);
        return new WorldDelta(
            before,
            after,
            Compare(named.Groups, before.Groups, after.Groups),
            Compare(named.Interfaces, before.Interfaces, after.Interfaces),
            Compare(named.Templates, before.Templates, after.Templates));
    }

    /// <summary>The groups whose rules may mean something else: those that changed, and those that use a template that did. Each once.</summary>
    public IEnumerable<string> ReadGroups() => Groups.Select(change => (change.After ?? change.Before)!.Id)
        .Concat(Templates.SelectMany(change => After.GroupsUsingTemplate((change.After ?? change.Before)!.Id)))
        .Distinct();

    /// <summary>The hosts that an interface of the difference was or is on.</summary>
    public IEnumerable<string> HostsOfInterfaces()
    {
        foreach (var host in Redecided)
            yield return host.Key;
        foreach (var change in Interfaces)
        {
            if (change.Before is { } before)
                yield return before.Host;
            if (change.After is { } after)
                yield return after.Host;
        }
    }

    private ILookup<string, NetworkInterface> Redecide()
    {
        var groups = Groups.Where(change => (change.Before?.Mode ?? GroupMode.Enforce) != (change.After?.Mode ?? GroupMode.Enforce)).ToList();
        if (groups.Count == 0)
            return Nobody;
        var changed = Interfaces.Select(change => (change.After ?? change.Before)!.Id).ToHashSet(StringComparer.Ordinal);
        return groups.SelectMany(change => After.InterfacesByGroup.GetValueOrDefault((change.After ?? change.Before)!.Id, []))
            .Where(changed.Add)
            .ToLookup(id => After.Interfaces[id].Host, id => After.Interfaces[id], StringComparer.Ordinal);
    }

    private static bool Lead(World from, World to, ImmutableArray<Revision> between) =>
        !between.IsEmpty && between[0].Number == from.Revision + 1 && between[^1].Number == to.Revision;

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

/// <summary>The documents that may differ between two worlds.</summary>
internal sealed record NamedIds(HashSet<string> Groups, HashSet<string> Interfaces, HashSet<string> Templates)
{
    /// <summary>Those that revisions name.</summary>
    public static NamedIds Of(ImmutableArray<Revision> revisions)
    {
        var named = new NamedIds([], [], []);
        foreach (var change in revisions.SelectMany(revision => revision.Changes))
        {
            _ = change switch
            {
                Change.PutGroup put => named.Groups.Add(put.Group.Id),
                Change.DeleteGroup delete => named.Groups.Add(delete.Id),
                Change.PutInterface put => named.Interfaces.Add(put.Interface.Id),
                Change.DeleteInterface delete => named.Interfaces.Add(delete.Id),
                Change.PutTemplate put => named.Templates.Add(put.Template.Id),
                Change.DeleteTemplate delete => named.Templates.Add(delete.Id),
                _ => false,
            };
        }

        return named;
    }

    /// <summary>Those of two worlds.</summary>
    public static NamedIds All(World before, World after) => new(
        [.. before.Groups.Keys, .. after.Groups.Keys],
        [.. before.Interfaces.Keys, .. after.Interfaces.Keys],
        [.. before.Templates.Keys, .. after.Templates.Keys]);
}
