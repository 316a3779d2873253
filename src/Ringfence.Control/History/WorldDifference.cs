using System.Collections.Immutable;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.History;

/// <summary>Changes, and what each of them makes of a world, for people.</summary>
public static class WorldDifference
{
    /// <summary>Describes changes against the world that they are made to.</summary>
    public static ImmutableArray<ResourceChange> Describe(World world, ImmutableArray<Change> changes) =>
        [.. changes.Select(change => ChangeDescription.Describe(Before(world, change), change))];

    /// <summary>The document that a change is about as a world has it: a put of it, or its deletion when it is not there.</summary>
    public static Change Before(World world, Change change) => change switch
    {
        Change.PutGroup put => Group(world, put.Group.Id),
        Change.DeleteGroup gone => Group(world, gone.Id),
        Change.PutInstance put => Instance(world, put.Instance.Id),
        Change.DeleteInstance gone => Instance(world, gone.Id),
        Change.PutInterface put => Interface(world, put.Interface.Id),
        Change.DeleteInterface gone => Interface(world, gone.Id),
        Change.PutSnapshotPolicy put => SnapshotPolicy(world, put.Policy.Id),
        Change.DeleteSnapshotPolicy gone => SnapshotPolicy(world, gone.Id),
        Change.PutSnapshotFile put => SnapshotFile(world, put.File.Id),
        Change.DeleteSnapshotFile gone => SnapshotFile(world, gone.Id),
        Change.PutTemplate put => Template(world, put.Template.Id),
        Change.DeleteTemplate gone => Template(world, gone.Id),
        Change.PutTrial put => Trial(world, put.Trial.Id),
        Change.DeleteTrial gone => Trial(world, gone.Id),
        Change.PutObservation put => Observed(world, put.Observation.Id),
        Change.DeleteObservation gone => Observed(world, gone.Id),
        Change.PutGuard put => Guard(world, put.Guard.Id),
        Change.DeleteGuard gone => Guard(world, gone.Id),
        _ => throw new NotSupportedException($"A change of type {change.GetType().Name} has no document before it."),
    };

    private static Change Group(World world, string id) =>
        world.Groups.TryGetValue(id, out var group) ? new Change.PutGroup(group) : new Change.DeleteGroup(id);

    private static Change SnapshotPolicy(World world, string id) =>
        world.SnapshotPolicies.TryGetValue(id, out var policy) ? new Change.PutSnapshotPolicy(policy) : new Change.DeleteSnapshotPolicy(id);

    private static Change SnapshotFile(World world, string id) =>
        world.SnapshotFiles.TryGetValue(id, out var file) ? new Change.PutSnapshotFile(file) : new Change.DeleteSnapshotFile(id);

    private static Change Template(World world, string id) =>
        world.Templates.TryGetValue(id, out var template) ? new Change.PutTemplate(template) : new Change.DeleteTemplate(id);

    private static Change Trial(World world, string id) =>
        world.Trials.TryGetValue(id, out var trial) ? new Change.PutTrial(trial) : new Change.DeleteTrial(id);

    private static Change Observed(World world, string id) =>
        world.Observations.TryGetValue(id, out var observation) ? new Change.PutObservation(observation) : new Change.DeleteObservation(id);

    private static Change Guard(World world, string id) =>
        world.Guards.TryGetValue(id, out var guard) ? new Change.PutGuard(guard) : new Change.DeleteGuard(id);

    private static Change Instance(World world, string id) =>
        world.Instances.TryGetValue(id, out var instance) ? new Change.PutInstance(instance) : new Change.DeleteInstance(id);

    private static Change Interface(World world, string id) =>
        world.Interfaces.TryGetValue(id, out var item) ? new Change.PutInterface(item) : new Change.DeleteInterface(id);
}
