using System.Numerics;
using Ringfence.Policy.Analysis.Effective;

namespace Ringfence.Policy.Analysis.Linting;

/// <summary>A grid seen from its rules: for each rule its rows and its columns as bits.</summary>
internal sealed class RuleBits
{
    private readonly ulong[][] _rows;
    private readonly ulong[][] _columns;

    public RuleBits(RuleGrid grid)
    {
        _rows = [.. grid.Rules.Select(_ => new ulong[(grid.Rows + 63) / 64])];
        _columns = [.. grid.Rules.Select(_ => new ulong[(grid.Columns + 63) / 64])];
        for (int rule = 0; rule < grid.Rules.Length; rule++)
        {
            for (int row = 0; row < grid.Rows; row++)
                _rows[rule][row / 64] |= grid.IsInRow(rule, row) ? 1ul << (row % 64) : 0;
            for (int column = 0; column < grid.Columns; column++)
                _columns[rule][column / 64] |= grid.IsInColumn(rule, column) ? 1ul << (column % 64) : 0;
        }
    }

    /// <summary>Steps to make them.</summary>
    public static long Cost(RuleGrid grid) => (long)grid.Rules.Length * (grid.Rows + grid.Columns);

    public ReadOnlySpan<ulong> Rows(int rule) => _rows[rule];

    public ReadOnlySpan<ulong> Columns(int rule) => _columns[rule];

    /// <summary>How many cells two rules have in common.</summary>
    public long Common(int one, int two) => Common(_rows[one], _rows[two]) * Common(_columns[one], _columns[two]);

    private static long Common(ulong[] one, ulong[] two)
    {
        long count = 0;
        for (int word = 0; word < one.Length; word++)
            count += BitOperations.PopCount(one[word] & two[word]);
        return count;
    }
}
