using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Common;
using Ringfence.Control.Snapshots;

namespace Ringfence.Api.Vpc.Snapshots;

/// <summary>Changes names, times and retention of snapshot policies (reference C.5).</summary>
internal sealed class ModifySnapshotPoliciesAction(ActionServices services) : ProductAction(Product.Vpc, "ModifySnapshotPolicies", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        var edits = SnapshotReader.Required(parameters, "SnapshotPoliciesInfo", SnapshotReader.Edit);
        return parameters.TryFinish(out var error)
            ? CommitAsync(new ModifySnapshotPolicies(edits), context, static _ => EmptyResponse.Instance, cancellationToken)
            : ValueTask.FromResult(ActionResult.Fail(error));
    }
}
