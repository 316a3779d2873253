using System.Collections.Immutable;

namespace Ringfence.Contracts.Vpc;

/// <summary>Answer of CreateSecurityGroup, CreateSecurityGroupWithPolicies and CreateDefaultSecurityGroup.</summary>
/// <param name="SecurityGroup">The group that was made or found.</param>
public sealed record SecurityGroupResponse(SecurityGroup SecurityGroup);

/// <summary>Answer of DescribeSecurityGroups.</summary>
/// <param name="SecurityGroupSet">The page.</param>
/// <param name="TotalCount">All matches, not only the page.</param>
public sealed record DescribeSecurityGroupsResponse(ImmutableArray<SecurityGroup> SecurityGroupSet, long TotalCount);

/// <summary>Answer of DescribeSecurityGroupPolicies.</summary>
/// <param name="SecurityGroupPolicySet">The rules that match, at their real positions.</param>
public sealed record DescribeSecurityGroupPoliciesResponse(SecurityGroupPolicySet SecurityGroupPolicySet);

/// <summary>Answer of DescribeSecurityGroupAssociationStatistics.</summary>
/// <param name="SecurityGroupAssociationStatisticsSet">One element per requested group.</param>
public sealed record DescribeSecurityGroupAssociationStatisticsResponse(
    ImmutableArray<SecurityGroupAssociationStatistics> SecurityGroupAssociationStatisticsSet);

/// <summary>Answer of DescribeSecurityGroupReferences.</summary>
/// <param name="ReferredSecurityGroupSet">One element per requested group.</param>
public sealed record DescribeSecurityGroupReferencesResponse(ImmutableArray<ReferredSecurityGroup> ReferredSecurityGroupSet);

/// <summary>Answer of DescribeSecurityGroupLimits.</summary>
/// <param name="SecurityGroupLimitSet">The account's limits.</param>
public sealed record DescribeSecurityGroupLimitsResponse(SecurityGroupLimitSet SecurityGroupLimitSet);

/// <summary>Answer of DescribeNetworkInterfaces.</summary>
/// <param name="NetworkInterfaceSet">The page.</param>
/// <param name="TotalCount">All matches, not only the page.</param>
public sealed record DescribeNetworkInterfacesResponse(ImmutableArray<NetworkInterface> NetworkInterfaceSet, long TotalCount);
