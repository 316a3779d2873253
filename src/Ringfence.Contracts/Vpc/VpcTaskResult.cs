using System.Collections.Immutable;

namespace Ringfence.Contracts.Vpc;

/// <summary>Answer of DescribeVpcTaskResult.</summary>
/// <param name="Status"><c>SUCCESS</c>: tasks are done before their request is answered.</param>
/// <param name="Output"><c>SUCCESS</c>, or what the task found as JSON text.</param>
/// <param name="Result">One element for each thing that the task found.</param>
public sealed record DescribeVpcTaskResultResponse(string Status, string Output, ImmutableArray<VpcTaskResultDetailInfo> Result);

/// <summary>A thing that a task found (VPC type <c>VpcTaskResultDetailInfo</c>).</summary>
/// <param name="ResourceId">Its id.</param>
/// <param name="Status"><c>SUCCESS</c>.</param>
public sealed record VpcTaskResultDetailInfo(string ResourceId, string Status);
