using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Ringfence;

namespace Ringfence.Api.Ringfence.Trials;

/// <summary>The account's change that waits for its confirmation, if one does.</summary>
internal sealed class DescribePendingChangeAction(ActionServices services) : ProductAction(Product.Ringfence, "DescribePendingChange", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        var world = World;
        var pending = world.TryGetTrial(context.Scope.Account, out var trial) ? PendingChangeShape.ToWire(trial) : null;
        return ValueTask.FromResult(ActionResult.Ok(new DescribePendingChangeResponse(pending, world.Revision)));
    }
}
