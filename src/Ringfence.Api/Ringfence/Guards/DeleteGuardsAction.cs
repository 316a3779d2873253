using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Ringfence.Guards;
using Ringfence.Control.Guards;

namespace Ringfence.Api.Ringfence.Guards;

/// <summary>Deletes guards: all of them or none.</summary>
internal sealed class DeleteGuardsAction(ActionServices services) : GuardChangeAction("DeleteGuards", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        var ids = parameters.RequiredIds("GuardIds", IdKind.Guard, Product);
        return parameters.TryFinish(out var error)
            ? CommitAsync(new DeleteGuards(ids), context, static outcome => new DeleteGuardsResponse(outcome.Revision), cancellationToken)
            : ValueTask.FromResult(ActionResult.Fail(error));
    }
}
