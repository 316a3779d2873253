using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Cdb;

namespace Ringfence.Api.Cdb;

/// <summary>A database's groups with their rules, in the order in which they decide (doc 236/15854).</summary>
internal sealed class DescribeDBSecurityGroupsAction(ActionServices services) : ProductAction(Product.Cdb, "DescribeDBSecurityGroups", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string instanceId = parameters.RequiredId("InstanceId", IdKind.Database, Product);
        DatabaseParameters.RefuseReadOnlyGroups(parameters, instanceId);
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        var world = World;
        if (!world.TryGetInstance(context.Scope, instanceId, out var instance))
            return ValueTask.FromResult(NotFound(IdKind.Database, [instanceId]));
        var bound = InstanceRow.Of(world, instance).Primary?.SecurityGroupIds ?? [];
        return ValueTask.FromResult(ActionResult.Ok(
            new DescribeDBSecurityGroupsResponse([.. bound.Select(id => DatabaseGroupShape.ToWire(world.Groups[id], Services.Clock))])));
    }
}
