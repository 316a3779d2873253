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
        var filters = FilterReader.Read(parameters, Product.Filters);
        PolicyFilters.Table.Check(parameters, filters, Product.Filters);
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        if (!World.TryGetGroup(context.Scope, groupId, out var group))
            return ValueTask.FromResult(NotFound(IdKind.SecurityGroup, [groupId]));
        var set = SecurityGroupShape.ToPolicySet(
            group, (direction, rule) => PolicyFilters.Table.Matches(new DirectedRule(direction, rule), filters), Services.Clock);
        return ValueTask.FromResult(ActionResult.Ok(new DescribeSecurityGroupPoliciesResponse(set)));
    }
}
