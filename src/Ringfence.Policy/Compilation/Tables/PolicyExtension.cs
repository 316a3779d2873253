using Ringfence.Policy.Compilation.Addresses;

namespace Ringfence.Policy.Compilation.Tables;

/// <summary>
/// Gives new classes their rows in a policy whose rules did not change: rows that are there already are found, others are added at the end.
/// </summary>
internal static class PolicyExtension
{
    /// <summary>
    /// The policy with the added classes, or null when they do not fit into its columns (a class that tells two merged columns apart) or its limits: then it must be compiled anew.
    /// </summary>
    /// <param name="policy">The tables so far.</param>
    /// <param name="added">New classes; an id may have belonged to a freed class before.</param>
    /// <param name="classes">All classes, with the new ones.</param>
    /// <param name="limits">As for compiling.</param>
    public static CompiledPolicy? Extend(CompiledPolicy policy, IReadOnlyList<AddressClass> added, ClassTable classes, CompilationLimits limits)
    {
        var plan = policy.Plan;
        var rowOf = new ushort[classes.Length];
        policy.RowOf.CopyTo(rowOf);
        var newRows = new List<uint[]>();
        // What a policy sees of a class is its own longest prefix and the sets; most new classes look alike to most policies.
        var known = new Dictionary<(int Covering, SetCombination Sets), int>();
        var wide = new uint[plan.Services.Columns];
        foreach (var addressClass in added)
        {
            var sets = plan.Mentions(addressClass.Key.Sets) ? addressClass.Key.Sets : SetCombination.Empty;
            var view = (plan.Covering(addressClass.Key.Node), sets);
            if (!known.TryGetValue(view, out int row))
            {
                plan.Fill(addressClass.Key, wide);
                if (Narrow(wide, policy) is not { } narrow)
                    return null;
                row = FindOrAdd(policy, newRows, narrow);
                known.Add(view, row);
            }

            rowOf[addressClass.Id] = (ushort)row;
        }

        if (newRows.Count == 0)
            return With(policy, rowOf, policy.MatrixArray);
        int rows = policy.Rows + newRows.Count;
        if ((long)rows * plan.Services.Columns > limits.MaxMatrixCells || rows > ushort.MaxValue + 1)
            return null;
        var matrix = new uint[rows * policy.Columns];
        policy.Matrix.CopyTo(matrix);
        for (int i = 0; i < newRows.Count; i++)
            newRows[i].CopyTo(matrix, (policy.Rows + i) * policy.Columns);
        return With(policy, rowOf, matrix);
    }

    /// <summary>True when so many rows belong to no class any more that compiling anew pays.</summary>
    public static bool IsWasteful(CompiledPolicy policy, ClassTable classes)
    {
        var used = new bool[policy.Rows];
        int count = 0;
        for (int id = 0; id < classes.Length && id < policy.RowOf.Length; id++)
        {
            ref bool seen = ref used[policy.RowOf[id]];
            if (classes.Classes[id] is null || seen)
                continue;
            seen = true;
            count++;
        }

        return policy.Rows > (2 * count) + 16;
    }

    private static CompiledPolicy With(CompiledPolicy policy, ushort[] rowOf, uint[] matrix) =>
        new(policy.Plan, policy.Services, policy.ServiceOfColumn, rowOf, matrix, policy.Columns);

    /// <summary>The row in the policy's merged columns; null when it is not constant in one of them.</summary>
    private static uint[]? Narrow(uint[] wide, CompiledPolicy policy)
    {
        var narrow = new uint[policy.Columns];
        var seen = new bool[policy.Columns];
        for (int column = 0; column < wide.Length; column++)
        {
            int service = policy.ServiceOfColumn[column];
            uint entry = PolicyPlan.Settle(wide[column]);
            if (seen[service] && narrow[service] != entry)
                return null;
            narrow[service] = entry;
            seen[service] = true;
        }

        return narrow;
    }

    private static int FindOrAdd(CompiledPolicy policy, List<uint[]> newRows, uint[] row)
    {
        var matrix = policy.Matrix;
        for (int i = 0; i < policy.Rows; i++)
        {
            if (matrix.Slice(i * policy.Columns, policy.Columns).SequenceEqual(row))
                return i;
        }

        int added = newRows.FindIndex(other => other.AsSpan().SequenceEqual(row));
        if (added >= 0)
            return policy.Rows + added;
        newRows.Add(row);
        return policy.Rows + newRows.Count - 1;
    }
}
