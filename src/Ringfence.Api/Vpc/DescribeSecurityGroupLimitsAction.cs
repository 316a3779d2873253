using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Vpc;

namespace Ringfence.Api.Vpc;

/// <summary>The limits in force for the account (doc 215/41428).</summary>
internal sealed class DescribeSecurityGroupLimitsAction(ActionServices services)
    : ProductAction(Product.Vpc, "DescribeSecurityGroupLimits", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        var quotas = Services.Options.QuotasOf(context.Scope.Account);
        return ValueTask.FromResult(ActionResult.Ok(new DescribeSecurityGroupLimitsResponse(new SecurityGroupLimitSet
        {
            SecurityGroupLimit = quotas.SecurityGroups,
            SecurityGroupPolicyLimit = quotas.RulesPerDirection,
            ReferedSecurityGroupLimit = quotas.ReferenceRules,
            SecurityGroupInstanceLimit = quotas.InstancesPerGroup,
            InstanceSecurityGroupLimit = quotas.GroupsPerInstance,
            SecurityGroupExtendedPolicyLimit = quotas.ExpandedRules,
            SecurityGroupReferedCvmAndEniLimit = quotas.ReferencedGroupMembers,
            SecurityGroupReferedSvcLimit = quotas.ReferencedGroupServices,
        })));
    }
}
