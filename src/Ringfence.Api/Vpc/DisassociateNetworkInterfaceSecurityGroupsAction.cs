using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Common;
using Commands = Ringfence.Control.Commands;

namespace Ringfence.Api.Vpc;

/// <summary>Takes groups from secondary interfaces; all of them may go (doc 215/36089).</summary>
internal sealed class DisassociateNetworkInterfaceSecurityGroupsAction(ActionServices services)
    : ProductAction(Product.Vpc, "DisassociateNetworkInterfaceSecurityGroups", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        var interfaceIds = parameters.RequiredIds("NetworkInterfaceIds", IdKind.NetworkInterface, Product);
        var groupIds = parameters.RequiredIds("SecurityGroupIds", IdKind.SecurityGroup, Product);
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        return CommitAsync(
            new Commands.DisassociateInterfaces(interfaceIds, groupIds), context, static _ => EmptyResponse.Instance, cancellationToken);
    }
}
