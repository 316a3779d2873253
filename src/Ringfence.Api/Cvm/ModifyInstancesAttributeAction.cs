using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Common;
using Commands = Ringfence.Control.Commands;

namespace Ringfence.Api.Cvm;

/// <summary>The name or the full ordered list of groups of instances (reference C.6); what else the vendor lets one change is refused.</summary>
internal sealed class ModifyInstancesAttributeAction(ActionServices services)
    : ProductAction(Product.Cvm, "ModifyInstancesAttribute", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        var instanceIds = parameters.RequiredIds("InstanceIds", IdKind.CvmInstance, Product);
        string? name = parameters.String("InstanceName");
        var groupIds = parameters.Ids("SecurityGroups", IdKind.SecurityGroup, Product);
        parameters.Unsupported("UserData", "CamRoleName", "CamRoleType", "HostName", "DisableApiTermination", "AutoReboot");
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        return CommitAsync(
            new Commands.ModifyInstances(instanceIds, name, groupIds), context, static _ => EmptyResponse.Instance, cancellationToken);
    }
}
