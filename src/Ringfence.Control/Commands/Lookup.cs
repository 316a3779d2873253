using System.Collections.Immutable;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>Finds what a request names in the caller's scope; what is malformed or not there becomes a fault. White space around ids is ignored (reference D.1).</summary>
internal sealed class Lookup(World world, Scope scope, Faults faults)
{
    /// <summary>The most ids that a list may hold (reference B.1).</summary>
    private const int MaximumIds = 100;

    private delegate bool Find<TItem>(Scope scope, string id, out TItem? item)
        where TItem : class;

    public SecurityGroup? Group(string id, string parameter) =>
        One<SecurityGroup>(id, parameter, IsGroup, world.TryGetGroup, RefusalKind.GroupNotFound, "security group");

    /// <summary>A template of a kind, or of any when none is given.</summary>
    public ParameterTemplate? Template(string id, string parameter, TemplateKind? kind = null) => One<ParameterTemplate>(
        id, parameter, text => TemplateKinds.Of(text) is { } found && (kind ?? found) == found, world.TryGetTemplate, RefusalKind.TemplateNotFound, kind?.Noun() ?? "template");

    public Instance? Instance(string id, string parameter) =>
        One<Instance>(id, parameter, Identifier.IsInstance, world.TryGetInstance, RefusalKind.InstanceNotFound, "instance");

    public NetworkInterface? Interface(string id, string parameter) =>
        One<NetworkInterface>(id, parameter, IsInterface, world.TryGetInterface, RefusalKind.InterfaceNotFound, "network interface");

    /// <summary>The instances of a list, each once; at most 100 ids when nothing else is said.</summary>
    public ImmutableArray<Instance> Instances(ImmutableArray<string> ids, string parameter, int maximum = MaximumIds) =>
        Many(ids, parameter, Instance, item => item.Id, mayRepeat: true, maximum);

    /// <summary>The interfaces of a list of 1 to 100 ids, each once; a primary one is a fault.</summary>
    public ImmutableArray<NetworkInterface> SecondaryInterfaces(ImmutableArray<string> ids, string parameter)
    {
        var items = Many(ids, parameter, Interface, item => item.Id, mayRepeat: true);
        foreach (var item in items.Where(item => item.IsPrimary))
            faults.Add(RefusalKind.PrimaryInterface, parameter, $"{item.Id} is a primary interface; its groups are changed through {item.InstanceId}.");
        return items;
    }

    /// <summary>The group of a list that may name one only.</summary>
    public SecurityGroup? OnlyGroup(ImmutableArray<string> ids, string parameter)
    {
        int count = ids.Select(id => id.Trim()).Distinct().Count();
        if (count == 0)
            faults.Add(RefusalKind.Missing, parameter, "a security group is required.");
        else if (count > 1)
            faults.Add(RefusalKind.TooMany, parameter, $"one security group is allowed, not {count}.");
        return count == 1 ? Group(ids[0], $"{parameter}.0") : null;
    }

    /// <summary>The ids of the groups of a list of 1 to 100 ids, each once.</summary>
    public ImmutableArray<string> GroupIds(ImmutableArray<string> ids, string parameter) =>
        [.. Many(ids, parameter, Group, item => item.Id, mayRepeat: true).Select(group => group.Id)];

    /// <summary>The ids of the groups of a full ordered list, in its order; a group that is named twice is a fault, an empty list is not.</summary>
    public ImmutableArray<string> OrderedGroupIds(ImmutableArray<string> ids, string parameter) => ids.IsEmpty
        ? []
        : [.. Many(ids, parameter, Group, item => item.Id, mayRepeat: false).Select(group => group.Id)];

    private static bool IsGroup(string id) => Identifier.IsWellFormed(id, Identifier.Group);

    private static bool IsInterface(string id) => Identifier.IsWellFormed(id, Identifier.Interface);

    private TItem? One<TItem>(string text, string parameter, Func<string, bool> isWellFormed, Find<TItem> find, RefusalKind absent, string what)
        where TItem : class
    {
        string id = text.Trim();
        if (!isWellFormed(id))
            faults.Add(RefusalKind.Malformed, parameter, $"{Faults.Show(text)} is not the id of a {what}.");
        else if (find(scope, id, out var item))
            return item;
        else
            faults.Add(absent, parameter, $"the {what} {Faults.Show(id)} does not exist.");
        return null;
    }

    private ImmutableArray<TItem> Many<TItem>(
        ImmutableArray<string> ids, string parameter, Func<string, string, TItem?> one, Func<TItem, string> idOf, bool mayRepeat, int maximum = MaximumIds)
        where TItem : class
    {
        if (ids.IsEmpty)
            faults.Add(RefusalKind.Missing, parameter, "at least one id is required.");
        if (ids.Length > maximum)
        {
            faults.Add(RefusalKind.TooMany, parameter, $"at most {maximum} ids are allowed, not {ids.Length}.");
            return [];
        }

        var items = ImmutableArray.CreateBuilder<TItem>(ids.Length);
        var seen = new HashSet<string>();
        for (int i = 0; i < ids.Length; i++)
        {
            string path = $"{parameter}.{i}";
            if (one(ids[i], path) is not { } item)
                continue;
            if (seen.Add(idOf(item)))
                items.Add(item);
            else if (!mayRepeat)
                faults.Add(RefusalKind.Duplicate, path, $"{Faults.Show(idOf(item))} is named twice.");
        }

        return items.DrainToImmutable();
    }
}
