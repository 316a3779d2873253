using System.Collections.Immutable;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Guards;

/// <summary>Changes what is given of a guard. Refused when the world breaks what it becomes, unless it is to be recorded as violated.</summary>
/// <param name="GuardId">Which.</param>
/// <param name="Spec">What to change; an end or the services that are given replace the present ones.</param>
/// <param name="RecordViolated">Change it also when what it becomes is broken already.</param>
public sealed record ModifyGuard(string GuardId, GuardSpec Spec, bool RecordViolated) : ICommand<ImmutableArray<DeclaredGuard>>
{
    /// <inheritdoc/>
    public Decision<ImmutableArray<DeclaredGuard>> Decide(World world, CommandContext context)
    {
        var faults = new Faults();
        if (GuardLookup.Find(world, context.Scope, GuardId, "GuardId", faults) is not { } guard)
            return faults.Refuse<ImmutableArray<DeclaredGuard>>();
        var changed = new GuardReader(world, context, faults).Read(Spec, guard, "");
        return faults.Any ? faults.Refuse<ImmutableArray<DeclaredGuard>>() : GuardDeclaration.Decide(world, [changed], RecordViolated);
    }
}
