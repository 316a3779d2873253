using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Vpc;
using Commands = Ringfence.Control.Commands;

namespace Ringfence.Api.Vpc;

/// <summary>Copies a group, also from another region: the request speaks to the target's (doc 215/39444).</summary>
internal sealed class CloneSecurityGroupAction(ActionServices services) : ProductAction(Product.Vpc, "CloneSecurityGroup", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        var command = new Commands.CloneSecurityGroup(
            parameters.RequiredId("SecurityGroupId", IdKind.SecurityGroup, Product),
            parameters.String("GroupName"),
            parameters.String("GroupDescription"),
            parameters.String("ProjectId"),
            parameters.String("RemoteRegion")?.Trim(),
            TagReader.Read(parameters),
            parameters.Boolean("IsCloneTags") ?? false);
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        return CommitAsync(
            command, context, outcome => new SecurityGroupResponse(SecurityGroupShape.ToWire(outcome.Value!, Services.Clock)), cancellationToken);
    }
}
