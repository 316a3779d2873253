using System.Collections.Immutable;

namespace Ringfence.Control.Worlds;

/// <content>Snapshot policies and snapshots, with their indexes.</content>
public sealed partial class World
{
    private sealed partial class Builder
    {
        private readonly ImmutableDictionary<string, SnapshotPolicy>.Builder _snapshotPolicies = before.SnapshotPolicies.ToBuilder();
        private readonly ImmutableDictionary<string, SnapshotFile>.Builder _snapshotFiles = before.SnapshotFiles.ToBuilder();
        private readonly ImmutableDictionary<string, string>.Builder _snapshotPolicyByGroup = before.SnapshotPolicyByGroup.ToBuilder();
        private readonly SetIndex<string> _snapshotFilesByGroup = new(before.SnapshotFilesByGroup);
        private readonly SetIndex<string> _snapshotFilesByPolicy = new(before.SnapshotFilesByPolicy);
        private readonly HashSet<string> _touchedSnapshotPolicies = [];
        private readonly HashSet<string> _touchedSnapshotFiles = [];

        /// <summary>False for a change that is not about snapshots.</summary>
        private bool ApplySnapshot(Change change)
        {
            switch (change)
            {
                case Change.PutSnapshotPolicy put:
                    _snapshotPolicies[put.Policy.Id] = put.Policy;
                    _touchedSnapshotPolicies.Add(put.Policy.Id);
                    return true;
                case Change.DeleteSnapshotPolicy delete:
                    _snapshotPolicies.Remove(delete.Id);
                    _touchedSnapshotPolicies.Add(delete.Id);
                    return true;
                case Change.PutSnapshotFile put:
                    _snapshotFiles[put.File.Id] = put.File;
                    _touchedSnapshotFiles.Add(put.File.Id);
                    return true;
                case Change.DeleteSnapshotFile delete:
                    _snapshotFiles.Remove(delete.Id);
                    _touchedSnapshotFiles.Add(delete.Id);
                    return true;
                default:
                    return false;
            }
        }

        private void IndexSnapshots()
        {
            // First all that goes: a group may move from one policy to another in one revision.
            foreach (string id in _touchedSnapshotPolicies)
            {
                if (before.SnapshotPolicies.TryGetValue(id, out var old))
                    _snapshotPolicyByGroup.RemoveRange(old.Attachments.Select(attachment => attachment.GroupId));
            }

            foreach (string id in _touchedSnapshotPolicies)
            {
                foreach (var attachment in _snapshotPolicies.GetValueOrDefault(id)?.Attachments ?? [])
                    _snapshotPolicyByGroup[attachment.GroupId] = id;
            }

            foreach (string id in _touchedSnapshotFiles)
            {
                if (before.SnapshotFiles.TryGetValue(id, out var old))
                {
                    _snapshotFilesByGroup.Remove(old.GroupId, id);
                    _snapshotFilesByPolicy.Remove(old.PolicyId, id);
                }

                if (_snapshotFiles.TryGetValue(id, out var now))
                {
                    _snapshotFilesByGroup.Add(now.GroupId, id);
                    _snapshotFilesByPolicy.Add(now.PolicyId, id);
                }
            }
        }
    }
}
