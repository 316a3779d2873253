using System.Collections.Immutable;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Observing;

/// <summary>Begins to watch a change that is not made. Whether the calls would be accepted is asked beforehand, where calls are decided.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Calls">The calls, at least one.</param>
/// <param name="CreatedBy">The key pair that asks.</param>
public sealed record CreateObservation(string Name, ImmutableArray<ObservedCall> Calls, string CreatedBy) : ICommand<PolicyObservation>
{
    /// <summary>Observations in a region: each of them judges every flow again.</summary>
    public const int Most = 10;

    private const int MaximumName = 60;

    /// <inheritdoc/>
    public Decision<PolicyObservation> Decide(World world, CommandContext context)
    {
        var faults = new Faults();
        if (Name.Length == 0)
            faults.Add(RefusalKind.Missing, "ObservationName", "an observation has a name.");
        TextRules.Check(Name, MaximumName, "ObservationName", faults);
        if (world.Observations.Values.Count(one => one.Scope == context.Scope) >= Most)
            faults.Add(RefusalKind.ObservationQuota, "", $"there are {Most} observations in the region already; that is as many as there may be.");
        if (faults.Any)
            return faults.Refuse<PolicyObservation>();
        var observation = new PolicyObservation
        {
            Id = new FreshIds(world, context.Ids).Next(Identifier.Observation),
            Scope = context.Scope,
            Name = Name,
            Calls = Calls,
            CreatedBy = CreatedBy,
            CreatedAt = context.Now,
        };
        return Decision<PolicyObservation>.Accept(observation, new Change.PutObservation(observation));
    }
}
