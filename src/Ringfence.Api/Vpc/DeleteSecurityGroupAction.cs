using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Common;
using Commands = Ringfence.Control.Commands;

namespace Ringfence.Api.Vpc;

/// <summary>Deletes a group that nothing is bound to and no other group names.</summary>
internal sealed class DeleteSecurityGroupAction(ActionServices services) : ProductAction(Product.Vpc, "DeleteSecurityGroup", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string groupId = parameters.RequiredId("SecurityGroupId", IdKind.SecurityGroup, Product);
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        return CommitAsync(
            new Commands.DeleteSecurityGroup(groupId), context, static _ => EmptyResponse.Instance, cancellationToken);
    }
}
