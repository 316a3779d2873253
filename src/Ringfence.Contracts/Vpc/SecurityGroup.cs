using System.Collections.Immutable;
using Ringfence.Contracts.Common;

namespace Ringfence.Contracts.Vpc;

/// <summary>A security group (VPC type <c>SecurityGroup</c>, reference D.2).</summary>
public sealed record SecurityGroup
{
    /// <summary><c>sg-</c> and eight of <c>a-z0-9</c>.</summary>
    public required string SecurityGroupId { get; init; }

    /// <summary>At most 60 characters.</summary>
    public required string SecurityGroupName { get; init; }

    /// <summary>At most 100 characters, may be "".</summary>
    public required string SecurityGroupDesc { get; init; }

    /// <summary>A number as text; "0" is the default project.</summary>
    public required string ProjectId { get; init; }

    /// <summary>True for the default group of its project.</summary>
    public required bool IsDefault { get; init; }

    /// <summary><c>YYYY-MM-DD HH:MM:SS</c>, UTC+8 unless set otherwise.</summary>
    public required string CreatedTime { get; init; }

    /// <summary>As <see cref="CreatedTime"/>.</summary>
    public required string UpdateTime { get; init; }

    /// <summary>Its tags.</summary>
    public required ImmutableArray<Tag> TagSet { get; init; }
}
