using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Api.Vpc.Tasks;
using Ringfence.Contracts.Common;
using Commands = Ringfence.Control.Commands;

namespace Ringfence.Api.Clb;

/// <summary>
/// Renames a load balancer. <c>LoadBalancerPassToTarget</c> can only be false: traffic of a load balancer to an instance is judged by the groups of both, and which
/// instances stand behind a load balancer is not known here. What else the vendor lets one change is refused (reference C.7).
/// </summary>
internal sealed class ModifyLoadBalancerAttributesAction(ActionServices services)
    : ProductAction(Product.Clb, "ModifyLoadBalancerAttributes", services)
{
    /// <inheritdoc/>
    protected override bool IsTask => true;

    /// <inheritdoc/>
    public override async ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string id = parameters.RequiredId("LoadBalancerId", IdKind.LoadBalancer, Product);
        string? name = parameters.String("LoadBalancerName");
        if (parameters.Boolean("LoadBalancerPassToTarget") is true)
            parameters.Fault("UnsupportedOperation", "`LoadBalancerPassToTarget` is always false here: the groups of the load balancer and of the instance both decide.");
        parameters.Unsupported(
            "TargetRegionInfo", "InternetChargeInfo", "SwitchFlag", "SnatPro", "DeleteProtect", "ModifyClassicDomain", "AssociateEndpoint");
        if (!parameters.TryFinish(out var error))
            return ActionResult.Fail(error);
        if (name is null && !World.TryGetInstance(context.Scope, id, out _))
            return NotFound(IdKind.LoadBalancer, [id]);
        if (name is not null)
        {
            return await CommitAsync(
                new Commands.ModifyInstances([id], name, null) { Names = LoadBalancerParameters.OneToAll },
                context,
                static _ => EmptyResponse.Instance,
                cancellationToken);
        }

        // Nothing has to change, and that is done.
        Services.Tasks.Remember(context.Scope, context.RequestId, TaskFinding.Nothing);
        return ActionResult.Ok(EmptyResponse.Instance);
    }
}
