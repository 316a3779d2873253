using System.Collections.Immutable;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Guards;

/// <summary>Guards that were held against the world before the command that declares them was queued, so that the writer looks only at what has changed since.</summary>
public sealed class GuardDeclaration
{
    private readonly ImmutableArray<Guard> _guards;
    private readonly GuardCheck _check;

    private GuardDeclaration(ImmutableArray<Guard> guards, GuardCheck check) => (_guards, _check) = (guards, check);

    /// <summary>Holds guards against a world.</summary>
    /// <exception cref="OperationCanceledException">It is not asked for any more.</exception>
    internal static GuardDeclaration Prepare(World world, ImmutableArray<Guard> guards, CancellationToken cancellationToken)
    {
        var check = new GuardCheck(world);
        foreach (var guard in guards)
            check.Find(guard, cancellationToken);
        return new GuardDeclaration(guards, check);
    }

    /// <summary>Accepts guards in the world as it is, those that are broken only when that is asked for.</summary>
    /// <param name="prepared">What was found before; null when nothing was.</param>
    /// <param name="world">The world.</param>
    /// <param name="guards">The guards.</param>
    /// <param name="recordViolated">Those that are broken too.</param>
    internal static Decision<ImmutableArray<DeclaredGuard>> Decide(GuardDeclaration? prepared, World world, ImmutableArray<Guard> guards, bool recordViolated)
    {
        var check = prepared?._check.Follow(world, prepared._guards) ?? new GuardCheck(world);
        ImmutableArray<DeclaredGuard> declared = [.. guards.Select(guard => new DeclaredGuard(guard, Find(guard), world))];
        ImmutableArray<Refusal> broken =
        [
            .. from one in declared
               where !recordViolated
               let violation = one.Violation
               where violation is not null
               select new Refusal(RefusalKind.GuardViolated, $"{GuardText.Of(one.Guard)}: {violation.Describe(world)} already. With RecordViolated the guard is kept as violated."),
        ];
        return broken.IsEmpty
            ? Decision<ImmutableArray<DeclaredGuard>>.Accept(declared, [.. declared.Select(one => new Change.PutGuard(one.Guard))])
            : Decision<ImmutableArray<DeclaredGuard>>.Refuse(broken);

        GuardWitness? Find(Guard guard)
        {
            // Its id and times are new at each decision; what it says is not.
            var same = prepared?._guards.FirstOrDefault(one => one.SaysSame(guard)) ?? guard;
            return check.Find(same) is { } witness ? witness with { Guard = guard } : null;
        }
    }
}
