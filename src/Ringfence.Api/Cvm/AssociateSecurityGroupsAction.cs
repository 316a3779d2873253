using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Common;
using Commands = Ringfence.Control.Commands;

namespace Ringfence.Api.Cvm;

/// <summary>Appends one group to instances (doc 213/33265).</summary>
internal sealed class AssociateSecurityGroupsAction(ActionServices services)
    : ProductAction(Product.Cvm, "AssociateSecurityGroups", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        var groupIds = parameters.RequiredIds("SecurityGroupIds", IdKind.SecurityGroup, Product);
        var instanceIds = parameters.RequiredIds("InstanceIds", IdKind.CvmInstance, Product);
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        return CommitAsync(
            new Commands.AssociateInstances(groupIds, instanceIds), context, static _ => EmptyResponse.Instance, cancellationToken);
    }
}
