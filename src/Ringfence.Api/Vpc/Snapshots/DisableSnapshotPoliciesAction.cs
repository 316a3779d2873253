using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Common;
using Ringfence.Control.Snapshots;

namespace Ringfence.Api.Vpc.Snapshots;

/// <summary>Turns snapshot policies off (reference C.5).</summary>
internal sealed class DisableSnapshotPoliciesAction(ActionServices services) : ProductAction(Product.Vpc, "DisableSnapshotPolicies", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        var ids = parameters.RequiredIds("SnapshotPolicyIds", IdKind.SnapshotPolicy, Product);
        return parameters.TryFinish(out var error)
            ? CommitAsync(new SwitchSnapshotPolicies(ids, Enable: false), context, static _ => EmptyResponse.Instance, cancellationToken)
            : ValueTask.FromResult(ActionResult.Fail(error));
    }
}
