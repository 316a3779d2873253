using Ringfence.Policy.Compilation.Addresses;

namespace Ringfence.Policy.Compilation.Tables;

/// <summary>Makes a policy's tables for all classes of the host.</summary>
internal static class PolicyCompiler
{
    /// <summary>The tables, or null with what was exceeded.</summary>
    public static CompiledPolicy? Compile(PolicyPlan plan, ClassTable classes, CompilationLimits limits, out Exceeded? exceeded)
    {
        int width = plan.Services.Columns;
        exceeded = width > limits.MaxServiceClasses
            ? Exceeded.ByPolicy(CompilationLimit.ServiceClasses, width, limits.MaxServiceClasses, plan.Lists)
            : null;
        if (exceeded is not null)
            return null;
        // One row for each prefix, one for the rest, and often a few for sets.
        var rows = new RowPool(width, Math.Min(plan.PrefixCount + 8, limits.MaxMatrixCells / width + 1));
        var rowOfClass = new int[classes.Length];
        if (!FillRows(plan, classes, limits.MaxMatrixCells, rows, rowOfClass))
        {
            exceeded = Exceeded.ByPolicy(CompilationLimit.MatrixCells, (long)rows.Count * width, limits.MaxMatrixCells, plan.Lists);
            return null;
        }

        var (rowOf, order) = NumberRows(rowOfClass, rows.Count);
        var (serviceOf, firstOf) = ColumnMerge.Of(rows, order);
        var matrix = new uint[order.Count * firstOf.Count];
        int cell = 0;
        foreach (int row in order)
        {
            var content = rows[row];
            foreach (int column in firstOf)
                matrix[cell++] = PolicyPlan.Settle(content[column]);
        }

        return new CompiledPolicy(plan, ServiceMap.Of(plan.Services, serviceOf), serviceOf, rowOf, matrix, firstOf.Count);
    }

    /// <summary>
    /// Every class's row: the row of the prefixes that cover it, inherited from the shorter by the longer, then the rules of its sets on top. False when there are too many.
    /// </summary>
    private static bool FillRows(PolicyPlan plan, ClassTable classes, int maxCells, RowPool rows, int[] rowOfClass)
    {
        int maxRows = maxCells / rows.Width;
        var scratch = new uint[rows.Width];
        scratch.AsSpan().Fill(PolicyPlan.Unclaimed);
        int bare = rows.Intern(scratch);
        var rowOfPrefix = new int[plan.PrefixCount];
        for (int i = 0; i < rowOfPrefix.Length && rows.Count <= maxRows; i++)
        {
            rows[plan.Parent(i) < 0 ? bare : rowOfPrefix[plan.Parent(i)]].CopyTo(scratch);
            plan.ApplyPrefix(i, scratch);
            rowOfPrefix[i] = rows.Intern(scratch);
        }

        foreach (var addressClass in classes.Classes)
        {
            if (rows.Count > maxRows)
                return false;
            if (addressClass is null)
                continue;
            int covering = plan.Covering(addressClass.Key.Node);
            int row = covering < 0 ? bare : rowOfPrefix[covering];
            if (plan.Mentions(addressClass.Key.Sets))
            {
                rows[row].CopyTo(scratch);
                plan.ApplySets(addressClass.Key.Sets, scratch);
                row = rows.Intern(scratch);
            }

            rowOfClass[addressClass.Id] = row;
        }

        return rows.Count <= maxRows;
    }

    /// <summary>Rows in the order of the first class that has them. Class 0 exists always and is first, so freed ids may point at row 0 too.</summary>
    private static (ushort[] RowOf, List<int> Order) NumberRows(int[] rowOfClass, int count)
    {
        var numbers = new int[count];
        var order = new List<int>(count);
        var rowOf = new ushort[rowOfClass.Length];
        for (int id = 0; id < rowOfClass.Length; id++)
        {
            ref int number = ref numbers[rowOfClass[id]];
            if (number == 0)
            {
                order.Add(rowOfClass[id]);
                number = order.Count;
            }

            rowOf[id] = (ushort)(number - 1);
        }

        return (rowOf, order);
    }
}
