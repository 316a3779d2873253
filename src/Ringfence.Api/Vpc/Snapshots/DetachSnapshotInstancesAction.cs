using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Common;
using Ringfence.Control.Snapshots;

namespace Ringfence.Api.Vpc.Snapshots;

/// <summary>Takes groups from a snapshot policy (reference C.5).</summary>
internal sealed class DetachSnapshotInstancesAction(ActionServices services) : ProductAction(Product.Vpc, "DetachSnapshotInstances", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string policyId = parameters.RequiredId("SnapshotPolicyId", IdKind.SnapshotPolicy, Product);
        var instances = SnapshotReader.Required(parameters, "Instances", SnapshotReader.Instance);
        return parameters.TryFinish(out var error)
            ? CommitAsync(new DetachSnapshotInstances(policyId, instances), context, RefusalCodes.VpcSnapshotInstances, static _ => EmptyResponse.Instance, cancellationToken)
            : ValueTask.FromResult(ActionResult.Fail(error));
    }
}
