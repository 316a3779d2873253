using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Ringfence.Observing;
using Ringfence.Control.Observing;

namespace Ringfence.Api.Ringfence.Observing;

/// <summary>Ends observations; the enforced policy stays as it is.</summary>
internal sealed class DeleteObservationsAction(ActionServices services) : ProductAction(Product.Ringfence, "DeleteObservations", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        var ids = parameters.RequiredIds("ObservationIds", IdKind.Observation, Product);
        return parameters.TryFinish(out var error)
            ? CommitAsync(new DeleteObservations(ids), context, static outcome => new ObservationEndedResponse(outcome.Revision), cancellationToken)
            : ValueTask.FromResult(ActionResult.Fail(error));
    }
}
