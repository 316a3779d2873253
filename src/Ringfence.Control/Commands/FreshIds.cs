using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>Gives ids that nothing in the world has, in any scope, and nothing else in the request.</summary>
internal sealed class FreshIds(World world, IIdSource source)
{
    private readonly HashSet<string> _taken = [];

    /// <summary>Keeps an id that the caller chose from being given. False when the request uses it already.</summary>
    public bool Reserve(string id) => _taken.Add(id);

    public string Next(string prefix)
    {
        string id;
        do
        {
            id = source.NewId(prefix);
        }
        while (world.Groups.ContainsKey(id) || world.Instances.ContainsKey(id) || world.Interfaces.ContainsKey(id)
            || world.Templates.ContainsKey(id) || world.SnapshotPolicies.ContainsKey(id) || world.SnapshotFiles.ContainsKey(id) || world.Guards.ContainsKey(id) || world.Observations.ContainsKey(id) || !_taken.Add(id));
        return id;
    }
}
