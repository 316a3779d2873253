using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Common;
using Commands = Ringfence.Control.Commands;

namespace Ringfence.Api.Vpc;

/// <summary>Overwrites one rule in place (doc 215/15811).</summary>
internal sealed class ReplaceSecurityGroupPolicyAction(ActionServices services)
    : ProductAction(Product.Vpc, "ReplaceSecurityGroupPolicy", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string groupId = parameters.RequiredId("SecurityGroupId", IdKind.SecurityGroup, Product);
        var policies = new RuleSetReader(context).Required(parameters);
        var original = new RuleSetReader(context) { Describes = false }.Optional(parameters, "OriginalSecurityGroupPolicySet");
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        return CommitAsync(
            new Commands.ReplaceSecurityGroupPolicy(groupId, policies, original),
            context,
            static _ => EmptyResponse.Instance,
            cancellationToken);
    }
}
