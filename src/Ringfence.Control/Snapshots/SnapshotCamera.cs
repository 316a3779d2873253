using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Snapshots;

/// <summary>Takes snapshots. One for all of a decision, so that no id is given twice.</summary>
internal sealed class SnapshotCamera(World world, CommandContext context)
{
    private readonly FreshIds _ids = new(world, context.Ids);

    /// <summary>A snapshot of a group, and the deletion of the oldest one when the group has as many as it may.</summary>
    /// <param name="policyId">The policy that takes it.</param>
    /// <param name="before">The group before the change that is the occasion; the same when there is none.</param>
    /// <param name="group">The group.</param>
    public IEnumerable<Change> Take(string policyId, SecurityGroup before, SecurityGroup group)
    {
        var saved = SavedRules.Of(group);
        yield return new Change.PutSnapshotFile(new SnapshotFile
        {
            Id = _ids.Next(Identifier.SnapshotFile),
            Scope = group.Scope,
            PolicyId = policyId,
            GroupId = group.Id,
            TakenAt = context.Now,
            Operator = context.Scope.Account,
            Original = ReferenceEquals(before, group) ? saved : SavedRules.Of(before),
            Saved = saved,
        });

        var files = world.SnapshotFilesByGroup.GetValueOrDefault(group.Id, []);
        if (files.Count >= context.Quotas.SnapshotsPerGroup)
        {
            foreach (var oldest in files.Select(id => world.SnapshotFiles[id]).OrderBy(file => file.TakenAt).ThenBy(file => file.Id, StringComparer.Ordinal).Take(files.Count + 1 - context.Quotas.SnapshotsPerGroup))
                yield return new Change.DeleteSnapshotFile(oldest.Id);
        }
    }
}
