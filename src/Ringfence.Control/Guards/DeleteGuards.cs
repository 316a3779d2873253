using System.Collections.Immutable;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Guards;

/// <summary>Deletes guards: all of them or none.</summary>
public sealed record DeleteGuards(ImmutableArray<string> GuardIds) : ICommand<Nothing>
{
    /// <inheritdoc/>
    public Decision<Nothing> Decide(World world, CommandContext context)
    {
        var faults = new Faults();
        if (GuardIds.IsEmpty)
            faults.Add(RefusalKind.Missing, "GuardIds", "at least one id is required.");
        var guards = GuardIds.Select((id, i) => GuardLookup.Find(world, context.Scope, id, $"GuardIds.{i}", faults)).OfType<Guard>().DistinctBy(guard => guard.Id).ToList();
        return faults.Any ? faults.Refuse<Nothing>() : Decision<Nothing>.Accept(default, [.. guards.Select(guard => new Change.DeleteGuard(guard.Id))]);
    }
}
