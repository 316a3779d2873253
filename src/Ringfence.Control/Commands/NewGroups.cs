using System.Collections.Immutable;
using Ringfence.Control.Rules;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Commands;

/// <summary>Makes groups; several of one request know of each other, so that the quota holds and no id is given twice.</summary>
internal sealed class NewGroups(World world, CommandContext context, RuleIdSequence ruleIds, FreshIds ids, Faults faults)
{
    private readonly Dictionary<string, int> _madePerProject = [];

    /// <summary>A group with rules. A fault when the project has as many groups as it may (reference B.1).</summary>
    public SecurityGroup Make(string projectId, string name, string description, ImmutableArray<Tag> tags, ImmutableArray<GroupRule> ingress, ImmutableArray<GroupRule> egress)
    {
        int made = _madePerProject[projectId] = _madePerProject.GetValueOrDefault(projectId) + 1;
        int count = GroupsOf(projectId).Count() + made;
        if (count > context.Quotas.SecurityGroups)
            faults.Add(RefusalKind.GroupQuota, "", $"project {projectId} has at most {context.Quotas.SecurityGroups} security groups in a region.");

        return new SecurityGroup
        {
            Id = ids.Next(Identifier.Group),
            Scope = context.Scope,
            ProjectId = projectId,
            Name = name,
            Description = description,
            IsDefault = false,
            CreatedAt = context.Now,
            UpdatedAt = context.Now,
            PolicyVersion = ingress.IsEmpty && egress.IsEmpty ? 0 : 1,
            Ingress = ingress,
            Egress = egress,
            Tags = tags,
        };
    }

    /// <summary>The default group of a project as it is; null when there is none (reference A.4).</summary>
    public SecurityGroup? FindDefault(string projectId) => GroupsOf(projectId).FirstOrDefault(group => group.IsDefault);

    /// <summary>A default group: all IPv4 in, all IPv4 out (reference A.4, H-34).</summary>
    public SecurityGroup MakeDefault(string projectId) =>
        Make(projectId, "default", "System created security group", [], [AllowAllIPv4()], [AllowAllIPv4()]) with { IsDefault = true };

    private GroupRule AllowAllIPv4()
    {
        const string Everything = "0.0.0.0/0";
        var peer = new PrefixPeer(Policy.Addressing.IpPrefix.All(Policy.Addressing.AddressFamily.IPv4));
        return new ParsedRule(new RuleText("ALL", "ALL", Everything, "", ""), peer, Service.Any, RuleAction.Accept, "")
            .ToGroupRule(ruleIds.Next(), context.Now);
    }

    private IEnumerable<SecurityGroup> GroupsOf(string projectId) =>
        world.GroupsByScope.TryGetValue(context.Scope, out var all)
            ? all.Select(id => world.Groups[id]).Where(group => group.ProjectId == projectId)
            : [];
}
