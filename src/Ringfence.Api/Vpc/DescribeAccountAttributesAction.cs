using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Vpc;

namespace Ringfence.Api.Vpc;

/// <summary>What kind of network an account has: private ones only, none of the vendor's classic kind (reference C.4).</summary>
internal sealed class DescribeAccountAttributesAction(ActionServices services) : ProductAction(Product.Vpc, "DescribeAccountAttributes", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult(parameters.TryFinish(out var error)
            ? ActionResult.Ok(new DescribeAccountAttributesResponse([new AccountAttribute("supported-platforms", ["VPC"])]))
            : ActionResult.Fail(error));
}
