using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Common;
using Commands = Ringfence.Control.Commands;

namespace Ringfence.Api.Cdb;

/// <summary>Appends one group to databases (reference C.8). CVM's action of this name has another version and other parameters.</summary>
internal sealed class AssociateSecurityGroupsAction(ActionServices services) : ProductAction(Product.Cdb, "AssociateSecurityGroups", services)
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
            new Commands.AssociateInstances([groupId], instanceIds) { Names = DatabaseParameters.ManyToOne },
            context,
            RefusalCodes.CdbAssociate,
            static _ => EmptyResponse.Instance,
            cancellationToken);
    }
}
