using System.Collections.Immutable;

namespace Ringfence.Contracts.Vpc.Snapshots;

/// <summary>Answer of CreateSnapshotPolicies.</summary>
/// <param name="SnapshotPolicies">The policies, with ids, in the order of the request.</param>
public sealed record CreateSnapshotPoliciesResponse(ImmutableArray<SnapshotPolicy> SnapshotPolicies);

/// <summary>Answer of DescribeSnapshotPolicies.</summary>
/// <param name="SnapshotPolicySet">The page.</param>
/// <param name="TotalCount">All matches, not only the page.</param>
public sealed record DescribeSnapshotPoliciesResponse(ImmutableArray<SnapshotPolicy> SnapshotPolicySet, long TotalCount);

/// <summary>Answer of DescribeSnapshotAttachedInstances.</summary>
/// <param name="InstanceSet">The page.</param>
/// <param name="TotalCount">All matches, not only the page.</param>
public sealed record DescribeSnapshotAttachedInstancesResponse(ImmutableArray<SnapshotInstance> InstanceSet, long TotalCount);

/// <summary>Answer of DescribeSnapshotFiles.</summary>
/// <param name="SnapshotFileSet">The page, newest first.</param>
/// <param name="TotalCount">All matches, not only the page.</param>
public sealed record DescribeSnapshotFilesResponse(ImmutableArray<SnapshotFileInfo> SnapshotFileSet, long TotalCount);

/// <summary>
/// Answer of DescribeSgSnapshotFileContent. Each list holds the ingress rules and then the egress rules; there is no member that says which, but positions begin at 0 again
/// where egress begins.
/// </summary>
/// <param name="InstanceId">The group.</param>
/// <param name="SnapshotPolicyId">The policy that took it.</param>
/// <param name="SnapshotFileId">The snapshot.</param>
/// <param name="BackupTime">When it was taken.</param>
/// <param name="Operator">The account.</param>
/// <param name="OriginalData">The rules before the change that was the occasion; those that were saved when there was none.</param>
/// <param name="BackupData">The rules that were saved.</param>
public sealed record DescribeSgSnapshotFileContentResponse(
    string InstanceId, string SnapshotPolicyId, string SnapshotFileId, string BackupTime, string Operator,
    ImmutableArray<SecurityGroupPolicy> OriginalData, ImmutableArray<SecurityGroupPolicy> BackupData);
