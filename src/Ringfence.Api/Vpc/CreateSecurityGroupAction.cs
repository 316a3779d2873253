using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Vpc;
using Commands = Ringfence.Control.Commands;

namespace Ringfence.Api.Vpc;

/// <summary>Makes a group without rules (doc 215/15806).</summary>
internal sealed class CreateSecurityGroupAction(ActionServices services) : ProductAction(Product.Vpc, "CreateSecurityGroup", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string name = parameters.RequiredString("GroupName");
        string description = parameters.RequiredString("GroupDescription");
        string? projectId = parameters.String("ProjectId");
        var tags = TagReader.Read(parameters);
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        return CommitAsync(
            new Commands.CreateSecurityGroup(name, description, projectId, tags, null),
            context,
            outcome => new SecurityGroupResponse(SecurityGroupShape.ToWire(outcome.Value!, Services.Clock)),
            cancellationToken);
    }
}
