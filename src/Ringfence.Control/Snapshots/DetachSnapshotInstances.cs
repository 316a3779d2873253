using System.Collections.Immutable;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Snapshots;

/// <summary>Takes groups of one region from a snapshot policy; what it kept of them stays as long as it would have (reference C.5).</summary>
public sealed record DetachSnapshotInstances(string PolicyId, ImmutableArray<SnapshotInstanceSpec> Instances) : ICommand<Nothing>
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
            if (policy is not null && world.SnapshotPolicyByGroup.GetValueOrDefault(group.Id) != policy.Id)
                faults.Add(RefusalKind.SnapshotNotAttached, "Instances", $"{group.Id} is not attached to {policy.Id}.");
        }

        if (policy is null || faults.Any)
            return faults.Refuse<Nothing>();
        var gone = groups.Select(group => group.Id).ToHashSet();
        return Decision<Nothing>.Accept(default,
            new Change.PutSnapshotPolicy(policy with { Attachments = [.. policy.Attachments.Where(attachment => !gone.Contains(attachment.GroupId))] }));
    }
}
