using Ringfence.Control.Worlds;

namespace Ringfence.Files;

/// <summary>How a file names a group that a rule names as peer.</summary>
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

    public string Of(string groupId) => _names.GetValueOrDefault(groupId, groupId);

    /// <summary>A name that a spreadsheet's one column for all peers would take for an id or an address.</summary>
    private static bool LooksLikeOther(string name) => name.StartsWith("sg-", StringComparison.Ordinal) || !PeerText.IsGroup(name);
}
