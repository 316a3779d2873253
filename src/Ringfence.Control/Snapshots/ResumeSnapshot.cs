using System.Collections.Immutable;
using Ringfence.Control.Commands;
using Ringfence.Control.Rules;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Snapshots;

/// <summary>
/// Puts the rules of a snapshot in the place of a group's (doc 215/85148): both directions, at the next version. A rule that is there as it was keeps its id and its time.
/// Refused when a group or template that a rule names is gone.
/// </summary>
public sealed record ResumeSnapshot(string PolicyId, string FileId, string GroupId) : ICommand<Nothing>
{
    /// <inheritdoc/>
    public Decision<Nothing> Decide(World world, CommandContext context)
    {
        var faults = new Faults();
        var policy = new SnapshotLookup(world, context, faults).Policy(PolicyId, "SnapshotPolicyId");

        // The group may be of another region than its policy.
        var region = world.Groups.TryGetValue(GroupId, out var named) && named.Scope.Account == context.Scope.Account ? named.Scope : context.Scope;
        var edit = RuleEdit.Open(world, context with { Scope = region }, GroupId, faults, "InstanceId");
        if (policy is null || edit is null)
            return faults.Refuse<Nothing>();
        if (!world.SnapshotFiles.TryGetValue(FileId, out var file) || file.PolicyId != policy.Id || file.GroupId != edit.Group.Id)
        {
            faults.Add(RefusalKind.ResourceNotFound, "SnapshotFileId", $"there is no snapshot {Faults.Show(FileId)} of {edit.Group.Id} that {policy.Id} took.");
            return faults.Refuse<Nothing>();
        }

        CheckPeers(world, edit.Group, file.Saved, faults);
        return edit.Commit(edit.Group with
        {
            Ingress = Restore(file.Saved.Ingress, edit.Group.Ingress, edit.Ids, context.Now),
            Egress = Restore(file.Saved.Egress, edit.Group.Egress, edit.Ids, context.Now),
        });
    }

    private static void CheckPeers(World world, SecurityGroup group, SavedRules saved, Faults faults)
    {
        var peers = saved.Ingress.Concat(saved.Egress).Select(rule => rule.Rule.Peer).OfType<GroupPeer>().Select(peer => peer.GroupId).Distinct();
        foreach (string id in peers)
        {
            if (!world.TryGetGroup(group.Scope, id, out var peer))
                faults.Add(RefusalKind.GroupNotFound, "SnapshotFileId", $"the security group {id}, which a rule of the snapshot names, does not exist any more.");
            else if (peer.ProjectId != group.ProjectId)
                faults.Add(RefusalKind.PeerOfOtherProject, "SnapshotFileId", $"the security group {id}, which a rule of the snapshot names, belongs to another project.");
        }

        foreach (string id in saved.Ingress.Concat(saved.Egress).SelectMany(rule => rule.ReferencedTemplates()).Distinct().Where(id => !world.TryGetTemplate(group.Scope, id, out _)))
            faults.Add(RefusalKind.TemplateNotFound, "SnapshotFileId", $"the template {id}, which a rule of the snapshot names, does not exist any more.");
    }

    private static ImmutableArray<GroupRule> Restore(ImmutableArray<GroupRule> saved, ImmutableArray<GroupRule> present, RuleIdSequence ids, DateTimeOffset now)
    {
        var left = present.ToList();
        return [.. saved.Select(rule => Claim(left, rule) ?? rule with { Rule = rule.Rule with { Id = ids.Next() }, ModifiedAt = now })];
    }

    private static GroupRule? Claim(List<GroupRule> left, GroupRule wanted)
    {
        int found = left.FindIndex(rule => rule.Text == wanted.Text && rule.Rule.Action == wanted.Rule.Action && rule.Description == wanted.Description);
        if (found < 0)
            return null;
        var rule = left[found];
        left.RemoveAt(found);
        return rule;
    }
}
