using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Common;
using Ringfence.Control.Snapshots;

namespace Ringfence.Api.Vpc.Snapshots;

/// <summary>Puts the rules of a snapshot back (doc 215/85148). The packets follow as after any change.</summary>
internal sealed class ResumeSnapshotInstanceAction(ActionServices services) : ProductAction(Product.Vpc, "ResumeSnapshotInstance", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string policyId = parameters.RequiredId("SnapshotPolicyId", IdKind.SnapshotPolicy, Product);
        string fileId = parameters.RequiredId("SnapshotFileId", IdKind.SnapshotFile, Product);
        string groupId = parameters.RequiredId("InstanceId", IdKind.SecurityGroup, Product);
        return parameters.TryFinish(out var error)
            ? CommitAsync(new ResumeSnapshot(policyId, fileId, groupId), context, static _ => EmptyResponse.Instance, cancellationToken)
            : ValueTask.FromResult(ActionResult.Fail(error));
    }
}
