using System.Collections.Immutable;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Observing;

/// <summary>Begins to watch a change that is not made. Whether the calls would be accepted is asked beforehand, where calls are decided.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Calls">The calls, at least one.</param>
/// <param name="CreatedBy">The key pair that asks.</param>
/// <param name="CreatedFrom">The address that it asks from.</param>
public sealed record CreateObservation(string Name, ImmutableArray<ObservedCall> Calls, string CreatedBy, string CreatedFrom) : ICommand<PolicyObservation>
{
    private const int MaximumName = 60;

    /// <inheritdoc/>
    public Decision<PolicyObservation> Decide(World world, CommandContext context)
    {
        var faults = new Faults();
        if (Name.Length == 0)
            faults.Add(RefusalKind.Missing, "ObservationName", "an observation has a name.");
        TextRules.Check(Name, MaximumName, "ObservationName", faults);
        ObservationCount.Check(world, context.Scope, faults);
        if (faults.Any)
            return faults.Refuse<PolicyObservation>();
        var observation = new PolicyObservation
        {
            Id = new FreshIds(world, context.Ids).Next(Identifier.Observation),
            Scope = context.Scope,
            Name = Name,
            Calls = Calls,
            CreatedBy = CreatedBy,
            CreatedFrom = CreatedFrom,
            CreatedAt = context.Now,
        };
        return Decision<PolicyObservation>.Accept(observation, new Change.PutObservation(observation));
    }
}
