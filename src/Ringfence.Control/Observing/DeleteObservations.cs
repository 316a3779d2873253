using System.Collections.Immutable;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Observing;

/// <summary>Ends observations: all of them or none. What they saw is forgotten; a group stays in observe mode when it is not watched any more.</summary>
public sealed record DeleteObservations(ImmutableArray<string> Ids) : ICommand<Nothing>
{
    /// <inheritdoc/>
    public Decision<Nothing> Decide(World world, CommandContext context)
    {
        var faults = new Faults();
        foreach (string id in Ids.Where(id => !world.TryGetObservation(context.Scope, id, out _)))
            faults.Add(RefusalKind.ResourceNotFound, "ObservationIds", $"the observation {Faults.Show(id)} does not exist.");
        return faults.Any ? faults.Refuse<Nothing>() : Decision<Nothing>.Accept(default, [.. Ids.Distinct().Select(id => new Change.DeleteObservation(id))]);
    }
}
