using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Common;
using Commands = Ringfence.Control.Commands;

namespace Ringfence.Api.Vpc;

/// <summary>Resets rule lists; version "0" clears them (doc 215/15810).</summary>
internal sealed class ModifySecurityGroupPoliciesAction(ActionServices services)
    : ProductAction(Product.Vpc, "ModifySecurityGroupPolicies", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string groupId = parameters.RequiredId("SecurityGroupId", IdKind.SecurityGroup, Product);
        var policies = new RuleSetReader(context).Required(parameters);
        bool sort = parameters.Boolean("SortPolicys") ?? false;
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        return CommitAsync(
            new Commands.ModifySecurityGroupPolicies(groupId, policies, sort),
            context,
            static _ => EmptyResponse.Instance,
            cancellationToken);
    }
}
