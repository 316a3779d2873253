using Ringfence.Policy.Analysis.Effective;

namespace Ringfence.Policy.Analysis.Linting;

/// <summary>
/// Why a rule never matches: a small set of rules above it that cover it. Greedy set cover (Chvátal, 1979), then whatever can be left out is; a rule with the opposite action that decides part of it
/// goes in first, because it is what the reader must know (batfish, filterLineReachability).
/// </summary>
internal static class BlockerCover
{
    /// <summary>The blockers' indices, ascending.</summary>
    public static List<int> Of(RuleGrid grid, int rule)
    {
        var cells = new List<(int Row, int Column)>();
        for (int row = 0; row < grid.Rows; row++)
        {
            for (int column = 0; column < grid.Columns && grid.IsInRow(rule, row); column++)
            {
                if (grid.IsInColumn(rule, column))
                    cells.Add((row, column));
            }
        }

        var open = new HashSet<(int Row, int Column)>(cells);
        var chosen = new List<int>();
        int opposite = cells.Select(cell => grid.NextMatch(cell.Row, cell.Column)).Where(index => grid.Rules[index].Action != grid.Rules[rule].Action).DefaultIfEmpty(-1).Min();
        for (int next = opposite; open.Count > 0; next = -1)
        {
            int best = next >= 0 ? next : Enumerable.Range(0, rule).MaxBy(index => open.Count(cell => Covers(grid, index, cell)));
            chosen.Add(best);
            open.RemoveWhere(cell => Covers(grid, best, cell));
        }

        // The one with the opposite action stays.
        for (int i = chosen.Count - 1; i >= (opposite >= 0 ? 1 : 0); i--)
        {
            if (cells.TrueForAll(cell => chosen.Exists(index => index != chosen[i] && Covers(grid, index, cell))))
                chosen.RemoveAt(i);
        }

        chosen.Sort();
        return chosen;
    }

    private static bool Covers(RuleGrid grid, int rule, (int Row, int Column) cell) => grid.IsInRow(rule, cell.Row) && grid.IsInColumn(rule, cell.Column);
}
