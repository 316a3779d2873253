using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Common;
using Commands = Ringfence.Control.Commands;

namespace Ringfence.Api.Vpc;

/// <summary>Renames or re-describes a group; what is absent stays.</summary>
internal sealed class ModifySecurityGroupAttributeAction(ActionServices services)
    : ProductAction(Product.Vpc, "ModifySecurityGroupAttribute", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string groupId = parameters.RequiredId("SecurityGroupId", IdKind.SecurityGroup, Product);
        string? name = parameters.String("GroupName");
        string? description = parameters.String("GroupDescription");
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        return CommitAsync(
            new Commands.ModifySecurityGroupAttribute(groupId, name, description),
            context,
            static _ => EmptyResponse.Instance,
            cancellationToken);
    }
}
