using System.Collections.Immutable;

namespace Ringfence.Contracts.Vpc;

/// <summary>Who names a group as peer (VPC type <c>ReferredSecurityGroup</c>; the spelling is the vendor's).</summary>
public sealed record ReferredSecurityGroup
{
    /// <summary>The group that is named.</summary>
    public required string SecurityGroupId { get; init; }

    /// <summary>Other groups whose rules name it, by id.</summary>
    public required ImmutableArray<string> ReferredSecurityGroupIds { get; init; }
}
