using System.Collections.Immutable;
using System.Numerics;
using Ringfence.Policy.Compilation.Tables;

namespace Ringfence.Policy.Analysis.Packets;

/// <summary>
/// Collects the axes and rows of a set in any numbering and gives the canonical form. Both axes are appended in ascending order and must cover their whole spaces.
/// </summary>
internal sealed class MatrixBuilder(int columns)
{
    private readonly RowPool _rows = new((columns + 31) / 32);
    private readonly List<AddressSegment> _addresses = [];
    private readonly List<ServiceSegment> _services = [];

    /// <summary>An empty row to fill.</summary>
    public uint[] NewRow() => new uint[_rows.Width];

    /// <summary>The number of a row with this content.</summary>
    public int Add(ReadOnlySpan<uint> row) => _rows.Intern(row);

    public void Append(AddressSegment segment)
    {
        if (_addresses.Count == 0 || _addresses[^1].Row != segment.Row || _addresses[^1].First.Family != segment.First.Family)
            _addresses.Add(segment);
    }

    public void Append(ServiceSegment segment)
    {
        if (_services.Count == 0 || _services[^1].Column != segment.Column)
            _services.Add(segment);
    }

    /// <summary>
    /// 1. Rows that an address really has, in the order of the addresses; others (a class whose addresses all lie in longer prefixes) must not tell two sets apart.
    /// 2. Equal columns become one, numbered in the order of the services.
    /// 3. The rows again, in the new columns.
    /// </summary>
    public PacketSet ToSet()
    {
        var order = new List<int>();
        var numbers = new int[_rows.Count];
        var addresses = ImmutableArray.CreateBuilder<AddressSegment>(_addresses.Count);
        foreach (var segment in _addresses)
        {
            ref int number = ref numbers[segment.Row];
            if (number == 0)
            {
                order.Add(segment.Row);
                number = order.Count;
            }

            addresses.Add(segment with { Row = number - 1 });
        }

        var (services, sources) = MergeColumns(order);
        int words = (sources.Count + 31) / 32;
        var bits = new uint[order.Count * words];
        for (int row = 0; row < order.Count; row++)
        {
            var source = _rows[order[row]];
            for (int column = 0; column < sources.Count; column++)
                bits[(row * words) + (column / 32)] |= (source[sources[column] / 32] >> (sources[column] % 32) & 1) << (column % 32);
        }

        return new PacketSet(addresses.DrainToImmutable(), services, order.Count, sources.Count, bits);
    }

    /// <summary>The service axis in merged columns, and for each of them one that it was made of.</summary>
    private (ImmutableArray<ServiceSegment> Services, List<int> Sources) MergeColumns(List<int> order)
    {
        var contents = new RowPool((order.Count + 31) / 32);
        var transposed = Transpose(order, contents.Width);
        var merged = new int[columns];
        Array.Fill(merged, -1);
        var sources = new List<int>();
        var services = ImmutableArray.CreateBuilder<ServiceSegment>(_services.Count);
        foreach (var segment in _services)
        {
            ref int column = ref merged[segment.Column];
            if (column < 0)
            {
                column = contents.Intern(transposed.AsSpan(segment.Column * contents.Width, contents.Width));
                if (column == sources.Count)
                    sources.Add(segment.Column);
            }

            if (services.Count == 0 || services[^1].Column != column)
                services.Add(segment with { Column = column });
        }

        return (services.DrainToImmutable(), sources);
    }

    private uint[] Transpose(List<int> order, int width)
    {
        var transposed = new uint[columns * width];
        for (int row = 0; row < order.Count; row++)
        {
            var source = _rows[order[row]];
            for (int word = 0; word < source.Length; word++)
            {
                for (uint bits = source[word]; bits != 0; bits &= bits - 1)
                    transposed[(((word * 32) + BitOperations.TrailingZeroCount(bits)) * width) + (row / 32)] |= 1u << (row % 32);
            }
        }

        return transposed;
    }
}
