using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Vpc;

namespace Ringfence.Api.Vpc;

/// <summary>The rules of a group with templates replaced by what is in them now (reference A.9). The vendor's answer may be a minute old, this one is not.</summary>
internal sealed class DescribeSecurityGroupExpandedPoliciesAction(ActionServices services)
    : ProductAction(Product.Vpc, "DescribeSecurityGroupExpandedPolicies", services)
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
            group, direction => PolicyRow.Expanded(group, direction, world), row => PolicyFilters.Table.Matches(row, filters));
        return ValueTask.FromResult(ActionResult.Ok(new DescribeSecurityGroupPoliciesResponse(set)));
    }
}
