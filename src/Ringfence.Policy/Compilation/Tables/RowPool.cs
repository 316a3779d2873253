using System.Numerics;
using System.Runtime.InteropServices;

namespace Ringfence.Policy.Compilation.Tables;

/// <summary>Rows of one width, each content once, numbered in the order they came.</summary>
internal sealed class RowPool(int width, int expectedRows = 4)
{
    private uint[] _cells = new uint[width * expectedRows];
    private int[] _buckets = new int[32];

    /// <summary>Cells of a row.</summary>
    public int Width => width;

    /// <summary>How many different rows there are.</summary>
    public int Count { get; private set; }

    /// <summary>A row's content. Valid until the next <see cref="Intern"/>.</summary>
    public ReadOnlySpan<uint> this[int row] => _cells.AsSpan(row * width, width);

    /// <summary>The number of the row with this content, added when there is none.</summary>
    public int Intern(ReadOnlySpan<uint> row)
    {
        int mask = _buckets.Length - 1, bucket = (int)Hash(row) & mask;
        for (; _buckets[bucket] != 0; bucket = (bucket + 1) & mask)
        {
            int known = _buckets[bucket] - 1;
            if (this[known].SequenceEqual(row))
                return known;
        }

        if ((Count + 1) * width > _cells.Length)
            Array.Resize(ref _cells, _cells.Length * 2);
        row.CopyTo(_cells.AsSpan(Count * width));
        _buckets[bucket] = ++Count;
        if (Count * 2 > _buckets.Length)
            GrowBuckets();
        return Count - 1;
    }

    private static uint Hash(ReadOnlySpan<uint> row)
    {
        ulong hash = (uint)row.Length;
        foreach (ulong pair in MemoryMarshal.Cast<uint, ulong>(row))
            hash = BitOperations.RotateLeft((hash ^ pair) * 0x9E3779B97F4A7C15, 29);
        if ((row.Length & 1) != 0)
            hash = (hash ^ row[^1]) * 0x9E3779B97F4A7C15;
        return (uint)((hash ^ (hash >> 32)) * 0xC2B2AE3D27D4EB4F >> 32);
    }

    private void GrowBuckets()
    {
        _buckets = new int[_buckets.Length * 2];
        int mask = _buckets.Length - 1;
        for (int row = 0; row < Count; row++)
        {
            int bucket = (int)Hash(this[row]) & mask;
            while (_buckets[bucket] != 0)
                bucket = (bucket + 1) & mask;
            _buckets[bucket] = row + 1;
        }
    }
}
