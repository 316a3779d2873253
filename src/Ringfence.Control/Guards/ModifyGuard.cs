using System.Collections.Immutable;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Guards;

/// <summary>Changes what is given of a guard. Refused when the world breaks what it becomes, unless it is to be recorded as violated.</summary>
/// <param name="GuardId">Which.</param>
/// <param name="Spec">What to change; an end or the services that are given replace the present ones.</param>
/// <param name="RecordViolated">Change it also when what it becomes is broken already.</param>
public sealed record ModifyGuard(string GuardId, GuardSpec Spec, bool RecordViolated) : IGuardDeclaration
{
    private GuardDeclaration? Prepared { get; init; }

    /// <inheritdoc/>
    public IGuardDeclaration Prepare(World world, CommandContext context, CancellationToken cancellationToken)
    {
        var faults = new Faults();
        return Read(world, context, faults) is { } guard && !faults.Any ? this with { Prepared = GuardDeclaration.Prepare(world, [guard], cancellationToken) } : this;
    }

    /// <inheritdoc/>
    public Decision<ImmutableArray<DeclaredGuard>> Decide(World world, CommandContext context)
    {
        var faults = new Faults();
        return Read(world, context, faults) is { } guard && !faults.Any ? GuardDeclaration.Decide(Prepared, world, [guard], RecordViolated) : faults.Refuse<ImmutableArray<DeclaredGuard>>();
    }

    private Guard? Read(World world, CommandContext context, Faults faults) =>
        GuardLookup.Find(world, context.Scope, GuardId, "GuardId", faults) is { } guard ? new GuardReader(world, context, faults).Read(Spec, guard, "") : null;
}
