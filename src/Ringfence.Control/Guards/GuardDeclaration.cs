using System.Collections.Immutable;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Guards;

/// <summary>Holds guards that are declared against the world as it is.</summary>
internal static class GuardDeclaration
{
    /// <summary>Accepts them, those that are broken only when that is asked for.</summary>
    public static Decision<ImmutableArray<DeclaredGuard>> Decide(World world, IEnumerable<Guard> guards, bool recordViolated)
    {
        var check = new GuardCheck(world);
        ImmutableArray<DeclaredGuard> declared = [.. guards.Select(guard => new DeclaredGuard(guard, check.Find(guard)))];
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
    }
}
