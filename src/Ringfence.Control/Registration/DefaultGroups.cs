using System.Collections.Immutable;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Registration;

/// <summary>The default groups that a request needs, made where they are missing, each once.</summary>
internal sealed class DefaultGroups(NewGroups groups)
{
    private readonly Dictionary<string, string> _ids = [];
    private readonly ImmutableArray<Change>.Builder _made = ImmutableArray.CreateBuilder<Change>();

    /// <summary>The id of a project's default group.</summary>
    public string Get(string projectId)
    {
        if (_ids.TryGetValue(projectId, out string? known))
            return known;
        var group = groups.FindDefault(projectId);
        if (group is null)
        {
            group = groups.MakeDefault(projectId);
            _made.Add(new Change.PutGroup(group));
        }

        _ids[projectId] = group.Id;
        return group.Id;
    }

    /// <summary>The groups that had to be made.</summary>
    public ImmutableArray<Change> Changes() => _made.ToImmutable();
}
