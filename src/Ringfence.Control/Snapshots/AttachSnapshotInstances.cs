using System.Collections.Immutable;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Snapshots;

/// <summary>
/// Attaches groups of one region to a snapshot policy; a group has one policy (reference C.5). A policy that keeps changes begins with what is there, so that the rules from
/// before the first change can be restored, too.
/// </summary>
public sealed record AttachSnapshotInstances(string PolicyId, ImmutableArray<SnapshotInstanceSpec> Instances) : ICommand<Nothing>
{
    /// <inheritdoc/>
    public Decision<Nothing> Decide(World world, CommandContext context)
    {
        var faults = new Faults();
        var lookup = new SnapshotLookup(world, context, faults);
        var policy = lookup.Policy(PolicyId, "SnapshotPolicyId");
        var groups = lookup.Groups(Instances, "Instances");
        foreach (var group in groups)
        {
            if (world.SnapshotPolicyByGroup.TryGetValue(group.Id, out string? other))
                faults.Add(RefusalKind.SnapshotAttached, "Instances", $"{group.Id} is attached to {other}.");
        }

        if (policy is null || faults.Any)
            return faults.Refuse<Nothing>();
        var camera = new SnapshotCamera(world, context);
        return Decision<Nothing>.Accept(default,
        [
            new Change.PutSnapshotPolicy(policy with { Attachments = [.. policy.Attachments, .. groups.Select(group => new SnapshotAttachment(group.Scope.Region, group.Id))] }),
            .. policy is { Trigger: SnapshotTrigger.Operation, IsEnabled: true } ? groups.SelectMany(group => camera.Take(policy.Id, group, group)) : [],
        ]);
    }
}
