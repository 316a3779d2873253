namespace Ringfence.Control.Worlds;

/// <summary>One document put or deleted. A revision is a list of these, applied together or not at all.</summary>
public abstract record Change
{
    private protected Change()
    {
    }

    public sealed record PutGroup(SecurityGroup Group) : Change;

    public sealed record DeleteGroup(string Id) : Change;

    public sealed record PutInstance(Instance Instance) : Change;

    public sealed record DeleteInstance(string Id) : Change;

    public sealed record PutInterface(NetworkInterface Interface) : Change;

    public sealed record DeleteInterface(string Id) : Change;

    public sealed record PutSnapshotPolicy(SnapshotPolicy Policy) : Change;

    public sealed record DeleteSnapshotPolicy(string Id) : Change;

    public sealed record PutSnapshotFile(SnapshotFile File) : Change;

    public sealed record DeleteSnapshotFile(string Id) : Change;

    public sealed record PutTemplate(ParameterTemplate Template) : Change;

    public sealed record DeleteTemplate(string Id) : Change;

    public sealed record PutTrial(Trial Trial) : Change;

    public sealed record DeleteTrial(string Id) : Change;

    public sealed record PutGuard(Guard Guard) : Change;

    public sealed record DeleteGuard(string Id) : Change;

    public sealed record PutObservation(PolicyObservation Observation) : Change;

    public sealed record DeleteObservation(string Id) : Change;
}
