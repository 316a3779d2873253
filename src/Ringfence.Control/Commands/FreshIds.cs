using Ringfence.Control.Journal;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>Gives ids that nothing in the world has, in any scope, and nothing else in the request.</summary>
internal sealed class FreshIds(World world, IIdSource source)
{
    private readonly HashSet<string> _taken = [];
    private readonly Lazy<HashSet<string>> _comingBack = new(() => [.. world.Trials.Values.SelectMany(trial => trial.Undo).Select(undo => DocumentCodec.KeyOf(undo).Id)]);

    /// <summary>Keeps an id that the caller chose from being given. False when the request uses it already.</summary>
    public bool Reserve(string id) => _taken.Add(id);

    /// <summary>As <see cref="Reserve"/>, for something new. False also when the id is somebody's, in any scope, or comes back with the undoing of a change on trial.</summary>
    public bool TryTake(string id) => !IsHeld(id) && Reserve(id);

    public string Next(string prefix)
    {
        string id;
        do
        {
            id = source.NewId(prefix);
        }
        while (IsHeld(id) || !_taken.Add(id));
        return id;
    }

    private bool IsHeld(string id) => world.Groups.ContainsKey(id) || world.Instances.ContainsKey(id) || world.Interfaces.ContainsKey(id)
        || world.Templates.ContainsKey(id) || world.SnapshotPolicies.ContainsKey(id) || world.SnapshotFiles.ContainsKey(id) || world.Guards.ContainsKey(id) || world.Observations.ContainsKey(id)
        || _comingBack.Value.Contains(id);
}
