using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Common;
using Commands = Ringfence.Control.Commands;

namespace Ringfence.Api.Vpc;

/// <summary>Deletes rules by position or by content (doc 215/15809).</summary>
internal sealed class DeleteSecurityGroupPoliciesAction(ActionServices services)
    : ProductAction(Product.Vpc, "DeleteSecurityGroupPolicies", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string groupId = parameters.RequiredId("SecurityGroupId", IdKind.SecurityGroup, Product);
        var policies = new RuleSetReader(context) { Describes = false }.Required(parameters);
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        return CommitAsync(
            new Commands.DeleteSecurityGroupPolicies(groupId, policies), context, static _ => EmptyResponse.Instance, cancellationToken);
    }
}
