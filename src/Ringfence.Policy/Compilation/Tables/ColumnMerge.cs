namespace Ringfence.Policy.Compilation.Tables;

/// <summary>Merges the columns that are equal in all rows. What makes columns equal whose services differ is shadowing: the rules that would tell them apart never decide.</summary>
internal static class ColumnMerge
{
    /// <summary>Service class by column, and the first column of each class. Classes are in the order of their first columns.</summary>
    public static (int[] ServiceOf, List<int> FirstOf) Of(RowPool rows, List<int> order)
    {
        var hashes = new ulong[rows.Width];
        foreach (int row in order)
        {
            var content = rows[row];
            for (int column = 0; column < content.Length; column++)
                hashes[column] = (hashes[column] ^ content[column]) * 0x9E3779B97F4A7C15 + 1;
        }

        var serviceOf = new int[rows.Width];
        var firstOf = new List<int>();
        var byHash = new Dictionary<ulong, List<int>>();
        for (int column = 0; column < serviceOf.Length; column++)
        {
            if (!byHash.TryGetValue(hashes[column], out var candidates))
                byHash.Add(hashes[column], candidates = []);
            int known = candidates.FindIndex(service => Equal(rows, order, firstOf[service], column));
            if (known >= 0)
            {
                serviceOf[column] = candidates[known];
                continue;
            }

            serviceOf[column] = firstOf.Count;
            candidates.Add(firstOf.Count);
            firstOf.Add(column);
        }

        return (serviceOf, firstOf);
    }

    private static bool Equal(RowPool rows, List<int> order, int left, int right)
    {
        foreach (int row in order)
        {
            var content = rows[row];
            if (content[left] != content[right])
                return false;
        }

        return true;
    }
}
