using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Vpc;
using Commands = Ringfence.Control.Commands;

namespace Ringfence.Api.Vpc;

/// <summary>Gets the default group of a project, or makes it (reference A.4).</summary>
internal sealed class CreateDefaultSecurityGroupAction(ActionServices services)
    : ProductAction(Product.Vpc, "CreateDefaultSecurityGroup", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string? projectId = parameters.String("ProjectId");
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        return CommitAsync(
            new Commands.CreateDefaultSecurityGroup(projectId),
            context,
            outcome => new SecurityGroupResponse(SecurityGroupShape.ToWire(outcome.Value!, Services.Clock)),
            cancellationToken);
    }
}
