using Ringfence.Control.Worlds;
using Ringfence.Policy.Rules;
using Common = Ringfence.Contracts.Common;
using Wire = Ringfence.Contracts.Vpc;

namespace Ringfence.Api.Mapping;

/// <summary>Groups as VPC's answers show them.</summary>
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

    /// <summary>The vendor's word for an action.</summary>
    public static string Word(RuleAction action) => action == RuleAction.Accept ? "ACCEPT" : "DROP";
}
