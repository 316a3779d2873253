using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Common;
using Commands = Ringfence.Control.Commands;

namespace Ringfence.Api.Vpc;

/// <summary>Appends groups to secondary interfaces (doc 215/43132).</summary>
internal sealed class AssociateNetworkInterfaceSecurityGroupsAction(ActionServices services)
    : ProductAction(Product.Vpc, "AssociateNetworkInterfaceSecurityGroups", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        var interfaceIds = parameters.RequiredIds("NetworkInterfaceIds", IdKind.NetworkInterface, Product);
        var groupIds = parameters.RequiredIds("SecurityGroupIds", IdKind.SecurityGroup, Product);
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        return CommitAsync(
            new Commands.AssociateInterfaces(interfaceIds, groupIds), context, static _ => EmptyResponse.Instance, cancellationToken);
    }
}
