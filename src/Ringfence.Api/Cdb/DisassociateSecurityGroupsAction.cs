using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Common;
using Commands = Ringfence.Control.Commands;

namespace Ringfence.Api.Cdb;

/// <summary>Takes one group from databases, also the last one: then nothing reaches them (reference C.8).</summary>
internal sealed class DisassociateSecurityGroupsAction(ActionServices services) : ProductAction(Product.Cdb, "DisassociateSecurityGroups", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string groupId = parameters.RequiredId("SecurityGroupId", IdKind.SecurityGroup, Product);
        var instanceIds = parameters.RequiredIds("InstanceIds", IdKind.Database, Product);
        DatabaseParameters.RefuseReadOnlyGroups(parameters);
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        return CommitAsync(
            new Commands.DisassociateInstances([groupId], instanceIds) { Names = DatabaseParameters.ManyToOne },
            context,
            RefusalCodes.CdbAssociate,
            static _ => EmptyResponse.Instance,
            cancellationToken);
    }
}
