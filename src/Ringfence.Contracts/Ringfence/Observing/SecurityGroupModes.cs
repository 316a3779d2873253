using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Ringfence.Contracts.Ringfence.Observing;

/// <summary>Whether a group's rules decide.</summary>
public sealed record SecurityGroupMode
{
    /// <summary>The group.</summary>
    public required string SecurityGroupId { get; init; }

    /// <summary><c>ENFORCE</c>, or <c>OBSERVE</c>: its rules decide nothing, as though it were not bound.</summary>
    public required string Mode { get; init; }

    /// <summary>When the mode last changed, UTC; absent when it never did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ModeSince { get; init; }

    /// <summary>What shows what the group would drop; absent for one that is enforced, and when the observation was deleted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ObservationId { get; init; }
}

/// <summary>Answer of DescribeSecurityGroupModes.</summary>
/// <param name="SecurityGroupModeSet">The page, by id.</param>
/// <param name="TotalCount">How many match.</param>
/// <param name="Revision">The current revision.</param>
public sealed record DescribeSecurityGroupModesResponse(ImmutableArray<SecurityGroupMode> SecurityGroupModeSet, long TotalCount, long Revision);

/// <summary>Answer of ModifySecurityGroupMode.</summary>
/// <param name="Revision">The revision of the change; the current one when nothing had to change.</param>
public sealed record ModifySecurityGroupModeResponse(long Revision)
{
    /// <summary>For <c>OBSERVE</c>: what shows what the group would drop.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ObservationRecord? Observation { get; init; }
}
