using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Vpc;

namespace Ringfence.Api.Vpc;

/// <summary>Which other groups name groups in their rules (reference A.19). A group that nobody names is there with an empty list.</summary>
internal sealed class DescribeSecurityGroupReferencesAction(ActionServices services)
    : ProductAction(Product.Vpc, "DescribeSecurityGroupReferences", services)
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
        return ValueTask.FromResult(ActionResult.Ok(new DescribeSecurityGroupReferencesResponse([.. groupIds.Distinct(StringComparer.Ordinal).Select(id =>
            new ReferredSecurityGroup
            {
                SecurityGroupId = id,
                ReferredSecurityGroupIds = [.. (world.ReferencesByGroup.GetValueOrDefault(id) ?? []).Order(StringComparer.Ordinal)],
            })])));
    }
}
