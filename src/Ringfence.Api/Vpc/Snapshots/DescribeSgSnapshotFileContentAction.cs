using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;

namespace Ringfence.Api.Vpc.Snapshots;

/// <summary>The rules that a snapshot keeps, and those from before the change that was its occasion (reference C.5).</summary>
internal sealed class DescribeSgSnapshotFileContentAction(ActionServices services)
    : ProductAction(Product.Vpc, "DescribeSgSnapshotFileContent", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string policyId = parameters.RequiredId("SnapshotPolicyId", IdKind.SnapshotPolicy, Product);
        string fileId = parameters.RequiredId("SnapshotFileId", IdKind.SnapshotFile, Product);
        string groupId = parameters.RequiredId("SecurityGroupId", IdKind.SecurityGroup, Product);
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        var world = World;
        if (!world.TryGetSnapshotPolicy(context.Scope, policyId, out _))
            return ValueTask.FromResult(NotFound(IdKind.SnapshotPolicy, [policyId]));

        // The group may be of another region of the account.
        if (!world.Groups.TryGetValue(groupId, out var group) || group.Scope.Account != context.Scope.Account)
            return ValueTask.FromResult(NotFound(IdKind.SecurityGroup, [groupId]));
        if (!world.SnapshotFiles.TryGetValue(fileId, out var file) || file.PolicyId != policyId || file.GroupId != groupId)
            return ValueTask.FromResult(ActionResult.Fail("UnsupportedOperation.SnapshotFileNoExist", $"The snapshot {fileId} does not exist, or not any more."));
        return ValueTask.FromResult(ActionResult.Ok(SnapshotShape.ToContent(file, world, Services.Clock)));
    }
}
