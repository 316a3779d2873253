using System.Collections.Immutable;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>What a file means by the text of a group as peer: an id of the file, an id of the world, or a name; one that the file gives to a group of its own means that group, whoever else has it.</summary>
internal sealed class GroupReferences
{
    private readonly Dictionary<string, string> _byFileId = [];
    private readonly ILookup<(string Project, string Name), string> _byFileName;
    private readonly ILookup<(string Project, string Name), string> _byName;
    private readonly HashSet<string> _names;
    private readonly World _world;
    private readonly Scope _scope;

    public GroupReferences(World world, Scope scope, ImmutableArray<ImportTarget> targets)
    {
        _world = world;
        _scope = scope;
        foreach (var target in targets.Where(target => target.Import.Id is not null))
            _byFileId.TryAdd(target.Import.Id!, target.Group.Id);
        _byFileName = targets.DistinctBy(target => target.Group.Id).ToLookup(target => (target.Group.ProjectId, target.Group.Name), target => target.Group.Id);
        _byName = world.GroupsByScope.GetValueOrDefault(scope, []).Select(id => world.Groups[id]).ToLookup(group => (group.ProjectId, group.Name), group => group.Id);
        _names = [.. _byName.Select(named => named.Key.Name)];
    }

    /// <summary>Whether a text can mean a group in any project.</summary>
    public bool IsKnown(string text) => _byFileId.ContainsKey(text) || _world.TryGetGroup(_scope, text, out _) || _names.Contains(text);

    /// <summary>The id that is meant; null, with a fault, when more than one thing or nothing is; the text itself when it has the form of an id that nobody has.</summary>
    public string? Resolve(string? text, string project, string path, Faults faults)
    {
        if (string.IsNullOrEmpty(text))
            return text;
        if (_byFileId.TryGetValue(text, out string? ofFile))
            return ofFile;
        if (_world.TryGetGroup(_scope, text, out _))
            return text;
        string[] named = [.. _byFileName[(project, text)]];
        if (named.Length != 1)
            named = [.. _byName[(project, text)]];
        if (named.Length == 1)
            return named[0];
        if (named.Length > 1)
            faults.Add(RefusalKind.InvalidValue, path, $"{named.Length} groups of project {project} are called {Faults.Show(text)}; give the id of the one that is meant.");
        else if (!Identifier.IsWellFormed(text, Identifier.Group))
            faults.Add(RefusalKind.GroupNotFound, path, $"no security group of project {project} is called {Faults.Show(text)}.");
        else
            return text;
        return null;
    }
}
