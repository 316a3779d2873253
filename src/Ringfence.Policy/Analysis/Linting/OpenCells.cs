using System.Numerics;

namespace Ringfence.Policy.Analysis.Linting;

/// <summary>The cells of a rule that nothing which was looked at so far covers.</summary>
internal sealed class OpenCells
{
    private readonly RuleBits _bits;
    private readonly List<int> _rows = [];
    private readonly ulong[] _cells;
    private readonly int _words;

    public OpenCells(RuleBits bits, int rule)
    {
        _bits = bits;
        var rows = bits.Rows(rule);
        for (int row = 0; row < rows.Length * 64; row++)
        {
            if ((rows[row / 64] >> (row % 64) & 1) != 0)
                _rows.Add(row);
        }

        _words = bits.Columns(rule).Length;
        _cells = new ulong[_rows.Count * _words];
        for (int i = 0; i < _rows.Count; i++)
            bits.Columns(rule).CopyTo(_cells.AsSpan(i * _words));
        Count = bits.Common(rule, rule);
    }

    /// <summary>How many.</summary>
    public long Count { get; private set; }

    /// <summary>Steps of a look at all of them.</summary>
    public long Cost => _cells.Length + _rows.Count;

    /// <summary>How many of them another rule covers.</summary>
    public long CountOf(int rule) => Each(rule, take: false);

    /// <summary>Takes away those that another rule covers. Returns how many.</summary>
    public long Take(int rule)
    {
        long taken = Each(rule, take: true);
        Count -= taken;
        return taken;
    }

    private long Each(int rule, bool take)
    {
        ReadOnlySpan<ulong> rows = _bits.Rows(rule), columns = _bits.Columns(rule);
        long count = 0;
        for (int i = 0; i < _rows.Count; i++)
        {
            if ((rows[_rows[i] / 64] >> (_rows[i] % 64) & 1) == 0)
                continue;
            var cells = _cells.AsSpan(i * _words, _words);
            for (int word = 0; word < cells.Length; word++)
            {
                count += BitOperations.PopCount(cells[word] & columns[word]);
                if (take)
                    cells[word] &= ~columns[word];
            }
        }

        return count;
    }
}
