using System.Collections.Immutable;
using System.Globalization;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>Binds interfaces to exactly the groups that a file says. Interfaces that it does not have keep theirs.</summary>
/// <param name="world">The world with all groups of the file.</param>
/// <param name="groups">What the file means by the text of a group.</param>
/// <param name="context">The caller.</param>
/// <param name="faults">Collects every fault.</param>
internal sealed class ImportBindings(World world, GroupReferences groups, CommandContext context, Faults faults)
{
    private readonly Lazy<ILookup<string, Instance>> _byName = new(() =>
        world.Instances.Values.Where(instance => instance.Scope == context.Scope).ToLookup(instance => instance.Name));

    private readonly HashSet<string> _seen = [];

    /// <summary>The changes that are needed.</summary>
    public ImmutableArray<Change> Changes(ImmutableArray<BindingImport> imports)
    {
        var edit = new BindingEdit(world, context, faults);
        foreach (var import in imports)
        {
            var found = Target(import, edit);
            if (Groups(import, found is null ? null : world.Instances[found.InstanceId].ProjectId) is not { } bound || found is not { } target)
                continue;
            if (!_seen.Add(target.Id))
                faults.Add(RefusalKind.Duplicate, import.Path, $"the groups of {target.Id} are given twice.");
            else if (bound.IsEmpty && target.IsPrimary && world.Instances[target.InstanceId].Type.KeepsOneGroup)
                faults.Add(RefusalKind.InvalidValue, $"{import.Path}.SecurityGroups", $"{target.InstanceId} keeps at least one security group.");
            else
                edit.Bind(target, bound);
        }

        return edit.Changes();
    }

    private NetworkInterface? Target(BindingImport import, BindingEdit edit)
    {
        if (import is { Instance: not null, NetworkInterface: not null })
            faults.Add(RefusalKind.Coexist, import.Path, "Instance and NetworkInterface exclude each other.");
        else if (import.NetworkInterface is { } id)
            return new Lookup(world, context.Scope, faults).Interface(id, $"{import.Path}.NetworkInterface");
        else if (import.Instance is { } text)
            return Instance(text, $"{import.Path}.Instance") is { } instance ? edit.Primary(instance) : null;
        else
            faults.Add(RefusalKind.Missing, import.Path, "a binding needs an Instance or a NetworkInterface.");
        return null;
    }

    private Instance? Instance(string text, string path)
    {
        if (world.TryGetInstance(context.Scope, text, out var instance))
            return instance;
        Instance[] named = [.. _byName.Value[text]];
        if (named.Length == 1)
            return named[0];
        if (named.Length == 0)
            faults.Add(RefusalKind.InstanceNotFound, path, $"there is no instance {Faults.Show(text)}.");
        else
            faults.Add(RefusalKind.InvalidValue, path, $"{named.Length} instances are called {Faults.Show(text)}; give the id of the one that is meant.");
        return null;
    }

    /// <summary>The groups of a binding; null, with a fault, when one is not there.</summary>
    /// <param name="import">The binding.</param>
    /// <param name="project">The instance's, whose groups are called by their names; null when there is no instance: then a name may be of any.</param>
    private ImmutableArray<string>? Groups(BindingImport import, string? project)
    {
        if (import.SecurityGroups is not { } texts)
        {
            faults.Add(RefusalKind.Missing, $"{import.Path}.SecurityGroups", "a binding needs its list of groups.");
            return null;
        }

        int before = faults.Count;
        var ids = new List<string>();
        for (int i = 0; i < texts.Length; i++)
        {
            string path = string.Create(CultureInfo.InvariantCulture, $"{import.Path}.SecurityGroups.{i}");
            if (texts[i].Length == 0)
                faults.Add(RefusalKind.Missing, path, "a security group is required.");
            else if (project is null && !groups.IsKnown(texts[i]))
                faults.Add(RefusalKind.GroupNotFound, path, $"there is no security group {Faults.Show(texts[i])}.");
            if (texts[i].Length == 0 || project is null || groups.Resolve(texts[i], project, path, faults) is not { } id)
                continue;

            if (!world.TryGetGroup(context.Scope, id, out _))
                faults.Add(RefusalKind.GroupNotFound, path, $"the security group {Faults.Show(id)} does not exist.");
            else if (ids.Contains(id))
                faults.Add(RefusalKind.Duplicate, path, $"{Faults.Show(id)} is named twice.");
            ids.Add(id);
        }

        return faults.Count == before ? [.. ids] : null;
    }
}
