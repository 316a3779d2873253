using System.Collections.Immutable;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Snapshots;

/// <summary>
/// What every change of groups brings with it, whichever command makes it: a snapshot when the rules of an attached group change, and the end of the attachment and of the
/// snapshots when a group goes.
/// </summary>
internal static class SnapshotFollowUp
{
    /// <summary>The changes that follow; none for most.</summary>
    public static ImmutableArray<Change> Of(World world, ImmutableArray<Change> changes, CommandContext context)
    {
        if (world.SnapshotPolicyByGroup.IsEmpty && world.SnapshotFilesByGroup.IsEmpty)
            return [];
        var following = ImmutableArray.CreateBuilder<Change>();
        var camera = new SnapshotCamera(world, context);
        var gone = new HashSet<string>();
        foreach (var change in changes)
        {
            if (change is Change.PutGroup put && Occasion(world, put.Group) is { } occasion)
                following.AddRange(camera.Take(occasion.Policy.Id, occasion.Before, put.Group));
            else if (change is Change.DeleteGroup delete)
                gone.Add(delete.Id);
        }

        following.AddRange(Detached(world, changes, gone));
        foreach (string id in gone)
            following.AddRange(world.SnapshotFilesByGroup.GetValueOrDefault(id, []).Order(StringComparer.Ordinal).Select(file => new Change.DeleteSnapshotFile(file)));
        return following.DrainToImmutable();
    }

    /// <summary>The group as it was and the policy that keeps changes of it, when its rules change.</summary>
    private static (SnapshotPolicy Policy, SecurityGroup Before)? Occasion(World world, SecurityGroup after)
    {
        if (!world.SnapshotPolicyByGroup.TryGetValue(after.Id, out string? policyId)
            || world.SnapshotPolicies[policyId] is not { Trigger: SnapshotTrigger.Operation, IsEnabled: true } policy
            || !world.Groups.TryGetValue(after.Id, out var before))
        {
            return null;
        }

        return before.PolicyVersion == after.PolicyVersion ? null : (policy, before);
    }

    /// <summary>Without the groups, the policies that they were attached to; as the changes leave them.</summary>
    private static IEnumerable<Change> Detached(World world, ImmutableArray<Change> changes, HashSet<string> gone) => gone
        .Select(id => world.SnapshotPolicyByGroup.GetValueOrDefault(id))
        .OfType<string>()
        .Distinct()
        .Where(id => !changes.Contains(new Change.DeleteSnapshotPolicy(id)))
        .Select(id => changes.OfType<Change.PutSnapshotPolicy>().LastOrDefault(put => put.Policy.Id == id)?.Policy ?? world.SnapshotPolicies[id])
        .Select(policy => new Change.PutSnapshotPolicy(policy with { Attachments = [.. policy.Attachments.Where(attachment => !gone.Contains(attachment.GroupId))] }));
}
