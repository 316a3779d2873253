using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Api.Ringfence.Analysis;
using Ringfence.Contracts.Ringfence.Observing;
using Ringfence.Control.Commands;
using Ringfence.Control.Observing;

namespace Ringfence.Api.Ringfence.Observing;

/// <summary>Makes the change that was watched, as one revision, and ends the watching. Decided on the world as it is now, and refused as the calls would be.</summary>
internal sealed class EnforceObservationAction(ActionServices services) : ProductAction(Product.Ringfence, "EnforceObservation", services)
{
    /// <summary>Somebody else's change between deciding and committing is no reason to give up at once.</summary>
    private const int Attempts = 20;

    /// <inheritdoc/>
    public override async ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string id = parameters.RequiredId("ObservationId", IdKind.Observation, Product);
        if (!parameters.TryFinish(out var error))
            return ActionResult.Fail(error);
        for (int attempt = 1; ; attempt++)
        {
            var world = World;
            if (!world.TryGetObservation(context.Scope, id, out var observation))
                return NotFound(IdKind.Observation, [id]);

            // Decided as it was watched: MY_PUBLIC_IP is the address of whoever proposed it, not of whoever enforces it.
            var asWatched = context with { Origin = context.Origin with { RemoteAddress = observation.CreatedFrom } };
            var (decided, fault) = await ProposedChanges.Of(observation.Calls).DecideAsync(world, Services, asWatched, cancellationToken);
            if (decided is null)
                return fault;
            var outcome = await Services.Control.ExecuteAsync(new EnforceObservation(id, world.Revision, decided.Changes), context.Scope, context.Origin, cancellationToken);
            // The calls are counted once, however often they are decided.
            context = context with { Limits = default };
            if (attempt == Attempts || !outcome.Refusals.Any(refusal => refusal.Kind == RefusalKind.VersionMismatch))
                return outcome.ToResult(Product.CodeOf, static done => new ObservationEndedResponse(done.Revision));
        }
    }
}
