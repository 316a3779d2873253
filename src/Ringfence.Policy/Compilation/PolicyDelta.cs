using System.Collections.Immutable;

namespace Ringfence.Policy.Compilation;

/// <summary>
/// The difference between two versions of one policy's tables.
/// </summary>
/// <param name="IsExtension">
/// True when the rules, the service map and all rows of the earlier version are unchanged: writing the new rows, then <paramref name="ChangedClasses"/>, makes the later version
/// in place. False when the tables must be written anew; then the other values are empty.
/// </param>
/// <param name="FirstNewRow">The first row that the earlier version did not have; the matrix's height when there is none.</param>
/// <param name="ChangedClasses">Classes that are new or have another row.</param>
public sealed record PolicyDelta(bool IsExtension, int FirstNewRow, ImmutableArray<int> ChangedClasses)
{
    private static readonly PolicyDelta Anew = new(false, 0, []);

    internal static PolicyDelta Between(CompiledPolicy earlier, CompiledPolicy later)
    {
        bool extends = ReferenceEquals(earlier.Plan, later.Plan) && ReferenceEquals(earlier.Services, later.Services)
            && (ReferenceEquals(earlier.MatrixArray, later.MatrixArray) || later.Matrix.StartsWith(earlier.Matrix));
        if (!extends)
            return Anew;
        var changed = ImmutableArray.CreateBuilder<int>();
        var before = earlier.RowOf;
        var now = later.RowOf;
        for (int id = before.CommonPrefixLength(now); id < now.Length; id++)
        {
            if (id >= before.Length || before[id] != now[id])
                changed.Add(id);
        }

        return new PolicyDelta(true, earlier.Rows, changed.DrainToImmutable());
    }
}
