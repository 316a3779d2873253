using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Vpc.Templates;

namespace Ringfence.Api.Vpc.Templates;

/// <summary>How many members the account's templates may have (reference B.2).</summary>
internal sealed class DescribeTemplateLimitsAction(ActionServices services) : ProductAction(Product.Vpc, "DescribeTemplateLimits", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        var quotas = Services.Options.QuotasOf(context.Scope.Account);
        return ValueTask.FromResult(ActionResult.Ok(new DescribeTemplateLimitsResponse(new TemplateLimit
        {
            AddressTemplateMemberLimit = quotas.AddressTemplateMembers,
            AddressTemplateGroupMemberLimit = quotas.AddressTemplateGroupMembers,
            ServiceTemplateMemberLimit = quotas.ServiceTemplateMembers,
            ServiceTemplateGroupMemberLimit = quotas.ServiceTemplateGroupMembers,
        })));
    }
}
