using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Common;
using Commands = Ringfence.Control.Commands;

namespace Ringfence.Api.Vpc;

/// <summary>Name, description or the full ordered list of groups of an interface (reference C.3).</summary>
internal sealed class ModifyNetworkInterfaceAttributeAction(ActionServices services)
    : ProductAction(Product.Vpc, "ModifyNetworkInterfaceAttribute", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string interfaceId = parameters.RequiredId("NetworkInterfaceId", IdKind.NetworkInterface, Product);
        string? name = parameters.String("NetworkInterfaceName");
        string? description = parameters.String("NetworkInterfaceDescription");
        var groupIds = parameters.Ids("SecurityGroupIds", IdKind.SecurityGroup, Product);
        parameters.Unsupported("TrunkingFlag");
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        return CommitAsync(
            new Commands.ModifyInterface(interfaceId, name, description, groupIds),
            context,
            static _ => EmptyResponse.Instance,
            cancellationToken);
    }
}
