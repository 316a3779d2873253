using System.Collections.Immutable;

namespace Ringfence.Contracts.Cdb;

/// <summary>Answer of DescribeDBSecurityGroups.</summary>
/// <param name="Groups">The instance's groups, highest priority first.</param>
public sealed record DescribeDBSecurityGroupsResponse(ImmutableArray<SecurityGroup> Groups);

/// <summary>Answer of DescribeProjectSecurityGroups.</summary>
/// <param name="Groups">The groups.</param>
/// <param name="TotalCount">How many.</param>
public sealed record DescribeProjectSecurityGroupsResponse(ImmutableArray<SecurityGroup> Groups, long TotalCount);
