using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Vpc;
using Commands = Ringfence.Control.Commands;

namespace Ringfence.Api.Vpc;

/// <summary>Makes a group with its rules, or nothing when one of them is wrong (doc 215/36083).</summary>
internal sealed class CreateSecurityGroupWithPoliciesAction(ActionServices services)
    : ProductAction(Product.Vpc, "CreateSecurityGroupWithPolicies", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string name = parameters.RequiredString("GroupName");
        string description = parameters.RequiredString("GroupDescription");
        string? projectId = parameters.String("ProjectId");
        var tags = TagReader.Read(parameters);
        var policies = new RuleSetReader(context).Optional(parameters, "SecurityGroupPolicySet");
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        return CommitAsync(
            new Commands.CreateSecurityGroup(name, description, projectId, tags, policies),
            context,
            RefusalCodes.VpcCreatePolicies,
            outcome => new SecurityGroupResponse(SecurityGroupShape.ToWire(outcome.Value!, Services.Clock)),
            cancellationToken);
    }
}
