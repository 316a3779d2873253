using System.Collections.Immutable;
using System.Globalization;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Rules;
using Common = Ringfence.Contracts.Common;
using Wire = Ringfence.Contracts.Vpc;

namespace Ringfence.Api.Mapping;

/// <summary>Groups and rules as VPC's answers show them.</summary>
internal static class SecurityGroupShape
{
    /// <summary>A group without its rules.</summary>
    public static Wire.SecurityGroup ToWire(SecurityGroup group, WireClock clock) => new()
    {
        SecurityGroupId = group.Id,
        SecurityGroupName = group.Name,
        SecurityGroupDesc = group.Description,
        ProjectId = group.ProjectId,
        IsDefault = group.IsDefault,
        CreatedTime = clock.Vpc(group.CreatedAt),
        UpdateTime = clock.Vpc(group.UpdatedAt),
        TagSet = [.. group.Tags.Select(tag => new Common.Tag { Key = tag.Key, Value = tag.Value })],
    };

    /// <summary>The rules of a group for which the condition holds, at their real positions; the statistics are of the whole group.</summary>
    public static Wire.SecurityGroupPolicySet ToPolicySet(SecurityGroup group, Func<Direction, GroupRule, bool> shown, WireClock clock) => new()
    {
        Version = group.PolicyVersion.ToString(CultureInfo.InvariantCulture),
        Ingress = Rows(group, Direction.Ingress, shown, clock),
        Egress = Rows(group, Direction.Egress, shown, clock),
        PolicyStatistics = new Wire.PolicyStatistics
        {
            IngressIPv4TotalCount = group.Ingress.Count(rule => !IsIpv6(rule)),
            IngressIPv6TotalCount = group.Ingress.Count(IsIpv6),
            EgressIPv4TotalCount = group.Egress.Count(rule => !IsIpv6(rule)),
            EgressIPv6TotalCount = group.Egress.Count(IsIpv6),
        },
    };

    /// <summary>The vendor's word for an action.</summary>
    public static string Word(RuleAction action) => action == RuleAction.Accept ? "ACCEPT" : "DROP";

    private static bool IsIpv6(GroupRule rule) => rule.Text.Ipv6CidrBlock.Length > 0;

    private static ImmutableArray<Wire.SecurityGroupPolicy> Rows(
        SecurityGroup group, Direction direction, Func<Direction, GroupRule, bool> shown, WireClock clock)
    {
        var rules = group.Rules(direction);
        var rows = ImmutableArray.CreateBuilder<Wire.SecurityGroupPolicy>(rules.Length);
        for (int i = 0; i < rules.Length; i++)
        {
            if (shown(direction, rules[i]))
                rows.Add(Row(i, rules[i], clock));
        }

        return rows.DrainToImmutable();
    }

    private static Wire.SecurityGroupPolicy Row(int index, GroupRule rule, WireClock clock) => new()
    {
        PolicyIndex = index,
        Protocol = rule.Text.Protocol,
        Port = rule.Text.Port,
        CidrBlock = rule.Text.CidrBlock,
        Ipv6CidrBlock = rule.Text.Ipv6CidrBlock,
        SecurityGroupId = rule.Text.SecurityGroupId,
        Action = Word(rule.Rule.Action),
        PolicyDescription = rule.Description,
        ModifyTime = clock.Vpc(rule.ModifiedAt),
    };
}
