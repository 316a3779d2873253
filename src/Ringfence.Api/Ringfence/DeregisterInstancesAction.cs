using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Ringfence;
using Commands = Ringfence.Control.Commands;

namespace Ringfence.Api.Ringfence;

/// <summary>Takes instances and their interfaces out of the inventory.</summary>
internal sealed class DeregisterInstancesAction(ActionServices services) : ProductAction(Product.Ringfence, "DeregisterInstances", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        var instanceIds = parameters.RequiredIds("InstanceIds", IdKind.Instance, Product);
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        return CommitAsync(
            new Commands.DeregisterInstances(instanceIds),
            context,
            static outcome => new DeregisterInstancesResponse(outcome.Revision),
            cancellationToken);
    }
}
