using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Common;
using Commands = Ringfence.Control.Commands;

namespace Ringfence.Api.Cdb;

/// <summary>The full ordered list of a database's groups (reference C.8).</summary>
internal sealed class ModifyDBInstanceSecurityGroupsAction(ActionServices services)
    : ProductAction(Product.Cdb, "ModifyDBInstanceSecurityGroups", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string instanceId = parameters.RequiredId("InstanceId", IdKind.Database, Product);
        var groupIds = parameters.RequiredIds("SecurityGroupIds", IdKind.SecurityGroup, Product);
        DatabaseParameters.RefuseReadOnlyGroups(parameters, instanceId);
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        return CommitAsync(
            new Commands.ModifyInstances([instanceId], null, groupIds) { Names = DatabaseParameters.OneToAll },
            context,
            static _ => EmptyResponse.Instance,
            cancellationToken);
    }
}
