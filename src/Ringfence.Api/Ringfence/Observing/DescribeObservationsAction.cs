using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Ringfence.Observing;

namespace Ringfence.Api.Ringfence.Observing;

/// <summary>Lists observations and what they have come to.</summary>
internal sealed class DescribeObservationsAction(ActionServices services) : ProductAction(Product.Ringfence, "DescribeObservations", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        var ids = parameters.Ids("ObservationIds", IdKind.Observation, Product);
        var paging = Paging.Read(parameters);
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        var world = World;
        var missing = (ids ?? []).Where(id => !world.TryGetObservation(context.Scope, id, out _)).ToList();
        if (missing.Count > 0)
            return ValueTask.FromResult(NotFound(IdKind.Observation, missing));
        var all = world.Observations.Values.Where(one => one.Scope == context.Scope && ids?.Contains(one.Id) != false).OrderBy(one => one.Id, StringComparer.Ordinal).ToList();
        return ValueTask.FromResult(ActionResult.Ok(new DescribeObservationsResponse(
            paging.Page(all, one => ObservationShape.ToWire(one, Services.Options.Observations(one.Id))), all.Count, world.Revision)));
    }
}
