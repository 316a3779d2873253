using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Common;
using Commands = Ringfence.Control.Commands;

namespace Ringfence.Api.Vpc;

/// <summary>Inserts rules in one direction (doc 215/15807).</summary>
internal sealed class CreateSecurityGroupPoliciesAction(ActionServices services)
    : ProductAction(Product.Vpc, "CreateSecurityGroupPolicies", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string groupId = parameters.RequiredId("SecurityGroupId", IdKind.SecurityGroup, Product);
        var policies = new RuleSetReader(context).Required(parameters);
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        return CommitAsync(
            new Commands.CreateSecurityGroupPolicies(groupId, policies),
            context,
            RefusalCodes.VpcCreatePolicies,
            static _ => EmptyResponse.Instance,
            cancellationToken);
    }
}
