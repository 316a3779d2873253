using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Common;
using Commands = Ringfence.Control.Commands;

namespace Ringfence.Api.Clb;

/// <summary>The full ordered list of a load balancer's groups; none unbinds all, and then nothing reaches it (reference C.7).</summary>
internal sealed class SetLoadBalancerSecurityGroupsAction(ActionServices services)
    : ProductAction(Product.Clb, "SetLoadBalancerSecurityGroups", services)
{
    private const int MaximumGroups = 50;

    /// <inheritdoc/>
    protected override bool IsTask => true;

    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string id = parameters.RequiredId("LoadBalancerId", IdKind.LoadBalancer, Product);
        var groupIds = parameters.Ids("SecurityGroups", IdKind.SecurityGroup, Product, MaximumGroups) ?? [];
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        return CommitAsync(
            new Commands.ModifyInstances([id], null, groupIds) { Names = LoadBalancerParameters.OneToAll },
            context,
            static _ => EmptyResponse.Instance,
            cancellationToken);
    }
}
