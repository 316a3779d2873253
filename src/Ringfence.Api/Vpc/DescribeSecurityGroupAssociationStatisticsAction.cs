using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Vpc;

namespace Ringfence.Api.Vpc;

/// <summary>
/// What is bound to groups, by type (reference C.1, D.2): an interface counts as its instance when it is the primary one, as ENI when it is
/// not.
/// </summary>
internal sealed class DescribeSecurityGroupAssociationStatisticsAction(ActionServices services)
    : ProductAction(Product.Vpc, "DescribeSecurityGroupAssociationStatistics", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        var groupIds = parameters.RequiredIds("SecurityGroupIds", IdKind.SecurityGroup, Product);
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        var world = World;
        var missing = groupIds.Where(id => !world.TryGetGroup(context.Scope, id, out _)).ToList();
        if (missing.Count > 0)
            return ValueTask.FromResult(NotFound(IdKind.SecurityGroup, missing));
        return ValueTask.FromResult(ActionResult.Ok(new DescribeSecurityGroupAssociationStatisticsResponse(
            [.. groupIds.Distinct(StringComparer.Ordinal).Select(id => AssociationStatistics.Count(world, id))])));
    }
}
