using System.Collections.Immutable;
using Ringfence.Control.Rules;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Commands;

/// <summary>
/// Copies a group's rules into a new group of the caller's region, never its bindings (doc 215/39444, reference A.19). A rule whose peer is a security group keeps that
/// peer: such a group can be cloned neither to another region, where the peer is unknown, nor to another project, where it may not be named (reference A.5). Templates that its rules name must exist in the target region, too. Templates are of one region, too.
/// </summary>
/// <param name="SourceId">The group to copy.</param>
/// <param name="Name">The new name; the source's when null or "".</param>
/// <param name="Description">The new description; the source's when null, none when "".</param>
/// <param name="ProjectId">The new group's project: "0" when null, not the source's.</param>
/// <param name="RemoteRegion">The source's region when it is not the caller's.</param>
/// <param name="Tags">Tags of the new group; one of the source with the same key gives way.</param>
/// <param name="WithTags">Copy the source's tags, too.</param>
public sealed record CloneSecurityGroup(
    string SourceId, string? Name, string? Description, string? ProjectId, string? RemoteRegion, ImmutableArray<Tag> Tags, bool WithTags) : ICommand<SecurityGroup>
{
    /// <inheritdoc/>
    public Decision<SecurityGroup> Decide(World world, CommandContext context)
    {
        var faults = new Faults();
        var sourceScope = string.IsNullOrEmpty(RemoteRegion) ? context.Scope : context.Scope with { Region = RemoteRegion };
        var source = new Lookup(world, sourceScope, faults).Group(SourceId, "SecurityGroupId");
        string project = Commands.ProjectId.Read(ProjectId, "ProjectId", faults);
        if (!string.IsNullOrEmpty(Name))
            GroupText.CheckName(Name, faults);
        if (Description is not null)
            GroupText.CheckDescription(Description, faults);
        TagRules.Check(Tags, "Tags", faults);
        if (source is null)
            return faults.Refuse<SecurityGroup>();

        CheckPeers(source, sourceScope != context.Scope, project, faults);
        foreach (string id in source.ReferencedTemplates().Where(id => !world.TryGetTemplate(context.Scope, id, out _)))
            faults.Add(RefusalKind.TemplateNotFound, "RemoteRegion", $"a rule of {source.Id} names the template {id}, which is unknown in {context.Scope.Region}.");
        var tags = Merge(source, faults);
        var ids = new RuleIdSequence(world);
        var clone = new NewGroups(world, context, ids, new FreshIds(world, context.Ids), faults).Make(
            project,
            string.IsNullOrEmpty(Name) ? source.Name : Name,
            Description ?? source.Description,
            tags,
            Copy(source.Ingress, ids, context.Now),
            Copy(source.Egress, ids, context.Now));
        RuleQuota.Check(world, context.Quotas, null, clone, faults);
        return faults.Any ? faults.Refuse<SecurityGroup>() : Decision<SecurityGroup>.Accept(clone, new Change.PutGroup(clone));
    }

    private static void CheckPeers(SecurityGroup source, bool fromRemote, string project, Faults faults)
    {
        bool namesGroups = source.Ingress.Concat(source.Egress).Any(rule => rule.Rule.Peer is GroupPeer);
        if (namesGroups && fromRemote)
            faults.Add(RefusalKind.RemoteGroupNamesGroups, "RemoteRegion", $"rules of {source.Id} name security groups, which are unknown in another region.");
        else if (fromRemote && source.ReferencedTemplates().Any())
            faults.Add(RefusalKind.Unsupported, "RemoteRegion", $"rules of {source.Id} name parameter templates, which are unknown in another region.");
        else if (namesGroups && project != source.ProjectId)
            faults.Add(RefusalKind.PeerOfOtherProject, "ProjectId", $"rules of {source.Id} name security groups of project {source.ProjectId}.");
    }

    private ImmutableArray<Tag> Merge(SecurityGroup source, Faults faults)
    {
        if (!WithTags)
            return Tags;
        var given = Tags.Select(tag => tag.Key).ToHashSet();
        ImmutableArray<Tag> merged = [.. source.Tags.Where(tag => !given.Contains(tag.Key)), .. Tags];
        if (!faults.Any)
            TagRules.Check(merged, "Tags", faults);
        return merged;
    }

    private static ImmutableArray<GroupRule> Copy(ImmutableArray<GroupRule> rules, RuleIdSequence ids, DateTimeOffset now) =>
        [.. rules.Select(rule => rule with { Rule = rule.Rule with { Id = ids.Next() }, ModifiedAt = now })];
}
