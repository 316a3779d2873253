using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Vpc;

namespace Ringfence.Api.Vpc;

/// <summary>The rules of a group (doc 215/15804): all of them, or those that match, at their real positions.</summary>
internal sealed class DescribeSecurityGroupPoliciesAction(ActionServices services)
    : ProductAction(Product.Vpc, "DescribeSecurityGroupPolicies", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string groupId = parameters.RequiredId("SecurityGroupId", IdKind.SecurityGroup, Product);
        var filters = PolicyFilters.Read(parameters, Product);
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        var world = World;
        if (!world.TryGetGroup(context.Scope, groupId, out var group))
            return ValueTask.FromResult(NotFound(IdKind.SecurityGroup, [groupId]));
        var set = new PolicySetShape(world, Services.Clock).Of(
            group, direction => PolicyRow.AsWritten(group, direction), row => PolicyFilters.Table.Matches(row, filters));
        return ValueTask.FromResult(ActionResult.Ok(new DescribeSecurityGroupPoliciesResponse(set)));
    }
}
