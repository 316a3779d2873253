using Ringfence.Api.Actions;
using Ringfence.Api.Credentials;
using Ringfence.Api.Mapping;
using Ringfence.Api.Ringfence.Analysis;
using Ringfence.Control;
using Ringfence.Control.Audit;
using Ringfence.Control.Distribution;
using Ringfence.Control.History;
using Ringfence.Control.Observing;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Ringfence.Observing;

/// <summary>What observed calls would make of a world: decided by the same code as real ones. Guards do not stop watching; they stop enforcing.</summary>
public sealed class ObservedWorlds : IObservedWorlds
{
    private readonly ActionServices _services;

    /// <summary>Over what the actions are made over.</summary>
    public ObservedWorlds(IControlPlane control, EnforcementBoard board, IRevisionHistory history, AccessKeys keys, IAuditLog audit, ActionOptions options) =>
        _services = new ActionServices(control, board, history, keys, audit, options);

    /// <inheritdoc/>
    public async ValueTask<(World? World, string? Fault)> ApplyAsync(World world, PolicyObservation observation, CancellationToken cancellationToken)
    {
        var origin = new Origin(observation.CreatedBy, observation.CreatedFrom, "", nameof(ObservedWorlds)) { ForcesGuards = true };
        var (observed, fault) = await ProposedChanges.Of(observation.Calls).ApplyAsync(world, _services, new RequestContext(observation.Scope, origin, ""), cancellationToken);
        return (observed, fault.Error?.Message);
    }
}
