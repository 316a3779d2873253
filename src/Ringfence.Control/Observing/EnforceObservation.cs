using System.Collections.Immutable;
using Ringfence.Control.Commands;
using Ringfence.Control.Journal;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Observing;

/// <summary>Makes the change that was watched, and ends the watching, in one revision.</summary>
/// <param name="Id">The observation.</param>
/// <param name="Seen">The revision that the calls were decided on; refused when another change came between.</param>
/// <param name="Changes">What the calls came to, in their order.</param>
public sealed record EnforceObservation(string Id, long Seen, ImmutableArray<Change> Changes) : ICommand<Nothing>
{
    /// <inheritdoc/>
    public Decision<Nothing> Decide(World world, CommandContext context)
    {
        var faults = new Faults();
        if (!world.TryGetObservation(context.Scope, Id, out _))
            faults.Add(RefusalKind.ResourceNotFound, "ObservationId", $"the observation {Faults.Show(Id)} does not exist.");
        else if (world.Revision != Seen)
            faults.Add(RefusalKind.VersionMismatch, "", "something else was changed at the same moment.");
        if (faults.Any)
            return faults.Refuse<Nothing>();

        // Of each document what the last call makes of it.
        return Decision<Nothing>.Accept(default, [.. Changes.Append(new Change.DeleteObservation(Id)).Reverse().DistinctBy(DocumentCodec.KeyOf).Reverse()]);
    }
}
