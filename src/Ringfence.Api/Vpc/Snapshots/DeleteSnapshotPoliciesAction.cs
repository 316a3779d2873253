using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Common;
using Ringfence.Control.Snapshots;

namespace Ringfence.Api.Vpc.Snapshots;

/// <summary>Deletes snapshot policies with what they kept (reference C.5).</summary>
internal sealed class DeleteSnapshotPoliciesAction(ActionServices services) : ProductAction(Product.Vpc, "DeleteSnapshotPolicies", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        var ids = parameters.RequiredIds("SnapshotPolicyIds", IdKind.SnapshotPolicy, Product);
        return parameters.TryFinish(out var error)
            ? CommitAsync(new DeleteSnapshotPolicies(ids), context, static _ => EmptyResponse.Instance, cancellationToken)
            : ValueTask.FromResult(ActionResult.Fail(error));
    }
}
