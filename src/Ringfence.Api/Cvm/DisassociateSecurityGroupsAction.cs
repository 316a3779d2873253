using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Common;
using Commands = Ringfence.Control.Commands;

namespace Ringfence.Api.Cvm;

/// <summary>Takes one group from instances, never the last one (reference C.6).</summary>
internal sealed class DisassociateSecurityGroupsAction(ActionServices services)
    : ProductAction(Product.Cvm, "DisassociateSecurityGroups", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        var groupIds = parameters.RequiredIds("SecurityGroupIds", IdKind.SecurityGroup, Product);
        var instanceIds = parameters.RequiredIds("InstanceIds", IdKind.CvmInstance, Product);
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        return CommitAsync(
            new Commands.DisassociateInstances(groupIds, instanceIds), context, static _ => EmptyResponse.Instance, cancellationToken);
    }
}
