using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Ringfence;
using Ringfence.Control.Commands;

namespace Ringfence.Api.Ringfence;

/// <summary>The ready-made sets of rules that CreateSecurityGroupFromTemplate takes (reference A.18).</summary>
internal sealed class DescribeSecurityGroupTemplatesAction(ActionServices services)
    : ProductAction(Product.Ringfence, "DescribeSecurityGroupTemplates", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult(parameters.TryFinish(out var error)
            ? ActionResult.Ok(new DescribeSecurityGroupTemplatesResponse(
                [.. GroupTemplates.All.Select(template => new SecurityGroupTemplate(template.Name, template.Description))]))
            : ActionResult.Fail(error));
}
