using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Api.Ringfence.Analysis;
using Ringfence.Contracts.Ringfence.Observing;
using Ringfence.Control.Observing;

namespace Ringfence.Api.Ringfence.Observing;

/// <summary>Begins to watch what proposed calls would drop, without making them. Refused when one of them would be.</summary>
internal sealed class CreateObservationAction(ActionServices services) : ProductAction(Product.Ringfence, "CreateObservation", services)
{
    /// <inheritdoc/>
    public override async ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string name = parameters.RequiredString("ObservationName");
        var changes = ProposedChanges.Read(parameters);
        if (parameters.Raw(ProposedChanges.Name) is null)
            parameters.Missing(ProposedChanges.Name);
        if (!parameters.TryFinish(out var error))
            return ActionResult.Fail(error);
        var watching = context with { Origin = context.Origin with { ForcesGuards = true } };
        if (await changes!.ApplyAsync(World, Services, watching, cancellationToken) is { World: null, Fault: var fault })
            return fault;
        return await CommitAsync(
            new CreateObservation(name, changes.Calls, context.Origin.SecretId, context.Origin.RemoteAddress),
            context,
            outcome => new CreateObservationResponse(ObservationShape.ToWire(outcome.Value!, Services.Options.Observations(outcome.Value!.Id)), outcome.Revision),
            cancellationToken);
    }
}
