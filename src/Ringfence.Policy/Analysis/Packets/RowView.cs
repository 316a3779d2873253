namespace Ringfence.Policy.Analysis.Packets;

/// <summary>The rows of a set seen in other columns, each laid out once.</summary>
internal sealed class RowView(PacketSet set, List<int> columns)
{
    private readonly uint[]?[] _rows = new uint[set.Rows][];

    public uint[] this[int row] => _rows[row] ??= LayOut(row);

    private uint[] LayOut(int row)
    {
        var source = set.Row(row);
        var bits = new uint[(columns.Count + 31) / 32];
        for (int i = 0; i < columns.Count; i++)
            bits[i / 32] |= (source[columns[i] / 32] >> (columns[i] % 32) & 1) << (i % 32);
        return bits;
    }
}
