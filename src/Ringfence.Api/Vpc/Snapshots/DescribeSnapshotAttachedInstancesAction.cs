using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Vpc.Snapshots;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Vpc.Snapshots;

/// <summary>The groups of a snapshot policy, in the order in which they were attached (reference C.5).</summary>
internal sealed class DescribeSnapshotAttachedInstancesAction(ActionServices services)
    : ProductAction(Product.Vpc, "DescribeSnapshotAttachedInstances", services)
{
    private const int DefaultLimit = 20;
    private const int MaximumLimit = 200;

    /// <summary>The vendor's example has <c>uniqInstanceId</c>, its documentation <c>instance-id</c>.</summary>
    private static readonly FilterTable<SnapshotAttachment> Table = new FilterTable<SnapshotAttachment>()
        .On("instance-id", static (attachment, filter) => filter.IsId(attachment.GroupId))
        .On("uniqInstanceId", static (attachment, filter) => filter.IsId(attachment.GroupId))
        .On("instance-region", static (attachment, filter) => filter.IsId(attachment.Region));

    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string policyId = parameters.RequiredId("SnapshotPolicyId", IdKind.SnapshotPolicy, Product);
        var filters = FilterReader.Read(parameters, Product.Filters);
        Table.Check(parameters, filters, Product.Filters);
        var paging = Paging.Read(parameters, DefaultLimit, MaximumLimit);
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        var world = World;
        if (!world.TryGetSnapshotPolicy(context.Scope, policyId, out var policy))
            return ValueTask.FromResult(NotFound(IdKind.SnapshotPolicy, [policyId]));
        var attachments = policy.Attachments.Where(attachment => Table.Matches(attachment, filters)).ToList();
        return ValueTask.FromResult(ActionResult.Ok(new DescribeSnapshotAttachedInstancesResponse(
            paging.Page(attachments, attachment => SnapshotShape.ToWire(policy, attachment, world)), attachments.Count)));
    }
}
