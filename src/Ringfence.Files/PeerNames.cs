using Ringfence.Control.Worlds;

namespace Ringfence.Files;

/// <summary>How a file names a group or a template that a rule or a group of templates names.</summary>
internal sealed class PeerNames
{
    private readonly Dictionary<string, string> _names = [];

    private PeerNames()
    {
    }

    /// <summary>By their ids.</summary>
    public static PeerNames Ids { get; } = new();

    /// <summary>By their names, where a name in a project means one group and could not be taken for an id; by their ids elsewhere.</summary>
    public static PeerNames Names(World world, Scope scope)
    {
        var names = new PeerNames();
        var groups = world.GroupsByScope.GetValueOrDefault(scope, []).Select(id => world.Groups[id]);
        foreach (var named in groups.GroupBy(group => (group.ProjectId, group.Name)).Where(named => named.Count() == 1 && !LooksLikeOther(named.Key.Name)))
            names._names.Add(named.Single().Id, named.Key.Name);
        return names;
    }

    /// <summary>As <see cref="Names"/>, and templates by their names where a name means one of a kind: for files that tell a template from a group.</summary>
    public static PeerNames AllNames(World world, Scope scope)
    {
        var names = Names(world, scope);
        var templates = world.TemplatesByScope.GetValueOrDefault(scope, []).Select(id => world.Templates[id]);
        foreach (var named in templates.GroupBy(template => (template.Kind, template.Name)).Where(named => named.Count() == 1 && TemplateKinds.Of(named.Key.Name) is null))
            names._names.Add(named.Single().Id, named.Key.Name);
        return names;
    }

    public string Of(string id) => _names.GetValueOrDefault(id, id);

    /// <summary>A name that a spreadsheet's one column for all peers would take for an id or an address.</summary>
    private static bool LooksLikeOther(string name) => name.StartsWith("sg-", StringComparison.Ordinal) || !PeerText.IsGroup(name);
}
