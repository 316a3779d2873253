using System.Collections.Immutable;

namespace Ringfence.Contracts.Vpc;

/// <summary>What is bound to a group (VPC type <c>SecurityGroupAssociationStatistics</c>).</summary>
public sealed record SecurityGroupAssociationStatistics
{
    /// <summary>The group.</summary>
    public required string SecurityGroupId { get; init; }

    /// <summary>Instances of type CVM, bound through their primary interface.</summary>
    public required long CVM { get; init; }

    /// <summary>Databases.</summary>
    public required long CDB { get; init; }

    /// <summary>Secondary interfaces, of any instance.</summary>
    public required long ENI { get; init; }

    /// <summary>Other groups whose rules name this one.</summary>
    public required long SG { get; init; }

    /// <summary>Load balancers.</summary>
    public required long CLB { get; init; }

    /// <summary>Every type of which something is bound.</summary>
    public required ImmutableArray<InstanceStatistic> InstanceStatistics { get; init; }

    /// <summary>All that is bound, without <see cref="SG"/>.</summary>
    public required long TotalCount { get; init; }
}

/// <summary>How many resources of one type are bound (VPC type <c>InstanceStatistic</c>).</summary>
public sealed record InstanceStatistic
{
    /// <summary><c>CVM</c>, <c>CDB</c>, <c>ENI</c>, <c>CLB</c> or <c>OTHER</c>.</summary>
    public required string InstanceType { get; init; }

    /// <summary>How many.</summary>
    public required long InstanceCount { get; init; }
}
