using System.Collections.Immutable;

namespace Ringfence.Contracts.Vpc;

/// <summary>The rules of a group (VPC type <c>SecurityGroupPolicySet</c>).</summary>
public sealed record SecurityGroupPolicySet
{
    /// <summary>A number as text: 0 for a group that never had rules, one more with each accepted rule change (reference A.11).</summary>
    public required string Version { get; init; }

    /// <summary>Rules from the instance, top first.</summary>
    public required ImmutableArray<SecurityGroupPolicy> Egress { get; init; }

    /// <summary>Rules towards the instance, top first.</summary>
    public required ImmutableArray<SecurityGroupPolicy> Ingress { get; init; }

    /// <summary>Counts over the whole group, whatever was filtered.</summary>
    public required PolicyStatistics PolicyStatistics { get; init; }
}
