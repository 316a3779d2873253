using System.Collections.Immutable;
using System.Numerics;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Analysis.Packets;
using Ringfence.Policy.Compilation.Tables;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Analysis.Effective;

/// <summary>
/// An effective policy cut so that each cell of (addresses × services) is matched by exactly the same rules: for each row the rules whose peer contains its addresses, for each column those
/// whose service contains it. What a compiled table knows of the first match, this knows of all of them. Costs (edges × rules / 32) to make; immutable.
/// </summary>
public sealed class RuleGrid
{
    /// <summary>What keeping and sorting in the two edges of a range costs, in steps of a budget.</summary>
    private const int StepsOfEdge = 2000;

    private readonly RowPool _rows;
    private readonly RowPool _columns;
    private readonly Lazy<IpAddress[]> _firstOfRow;
    private readonly Lazy<ServicePoint[]> _sampleOfColumn;

    private RuleGrid(ImmutableArray<EffectiveRule> rules, ImmutableArray<AddressSegment> addresses, RowPool rows, ImmutableArray<ServiceSegment> services, RowPool columns)
    {
        Rules = rules;
        Addresses = addresses;
        _rows = rows;
        Services = services;
        _columns = columns;
        _firstOfRow = new(() => FirstOfRows(addresses, rows.Count));
        _sampleOfColumn = new(() => WellKnown.ByColumn(services, columns.Count));
    }

    /// <summary>The rules, first one highest.</summary>
    public ImmutableArray<EffectiveRule> Rules { get; }

    /// <summary>The address space in rows.</summary>
    public ImmutableArray<AddressSegment> Addresses { get; }

    /// <summary>The service space in columns.</summary>
    public ImmutableArray<ServiceSegment> Services { get; }

    /// <summary>How many rows.</summary>
    public int Rows => _rows.Count;

    /// <summary>How many columns.</summary>
    public int Columns => _columns.Count;

    /// <summary>Words of a bit for each rule.</summary>
    internal int Words => _rows.Width;

    /// <summary>Cuts a policy; null when the work is more than may be done.</summary>
    /// <exception cref="OperationCanceledException">Nobody waits for the answer any more.</exception>
    public static RuleGrid? Of(ImmutableArray<EffectiveRule> rules, WorkBudget budget)
    {
        long ranges = rules.Sum(rule => (long)rule.Addresses.Ranges.Length + rule.Services.Services.Sum(service => (long)service.Ports.Ranges.Length));
        return budget.TrySpend(ranges * (StepsOfEdge + (2 * WordsOf(rules)))) ? Of(rules) : null;
    }

    /// <summary>Cuts a policy.</summary>
    public static RuleGrid Of(ImmutableArray<EffectiveRule> rules)
    {
        int words = WordsOf(rules);
        var rows = new RowPool(words);
        var addresses = ImmutableArray.CreateBuilder<AddressSegment>();
        foreach (var family in new[] { AddressFamily.IPv4, AddressFamily.IPv6 })
        {
            var edges = from index in Enumerable.Range(0, rules.Length)
                        from range in rules[index].Addresses.Ranges
                        where range.Family == family
                        select (range.First.Value, range.Last.Value, index);
            foreach (var (first, row) in Sweep(edges, family.MaxValue(), rows))
                addresses.Add(new AddressSegment(new IpAddress(family, first), row));
        }

        var columns = new RowPool(words);
        var points = from index in Enumerable.Range(0, rules.Length)
                     from span in ServiceAxis.Points(rules[index].Services)
                     select (span.First, span.Last, index);
        var services = Sweep(points, ServicePoint.End - 1, columns).Select(piece => new ServiceSegment(new ServicePoint((int)piece.First), piece.Row));
        return new RuleGrid(rules, addresses.ToImmutable(), rows, [.. services], columns);
    }

    /// <summary>True when the rule's peer contains the row's addresses.</summary>
    public bool IsInRow(int rule, int row) => (_rows[row][rule / 32] >> (rule % 32) & 1) != 0;

    /// <summary>True when the rule's service contains the column's services.</summary>
    public bool IsInColumn(int rule, int column) => (_columns[column][rule / 32] >> (rule % 32) & 1) != 0;

    /// <summary>The highest rule below <paramref name="after"/> that matches the cell's packets; -1 when none does.</summary>
    /// <param name="row">The row.</param>
    /// <param name="column">The column.</param>
    /// <param name="after">Index of a rule; -1 to begin with the first.</param>
    public int NextMatch(int row, int column, int after = -1)
    {
        ReadOnlySpan<uint> inRow = _rows[row], inColumn = _columns[column];
        int start = after + 1;
        for (int word = start / 32; word < inRow.Length; word++)
        {
            uint both = inRow[word] & inColumn[word];
            if (word == start / 32)
                both &= uint.MaxValue << (start % 32);
            if (both != 0)
                return (word * 32) + BitOperations.TrailingZeroCount(both);
        }

        return -1;
    }

    /// <summary>The rules from 32 × <paramref name="word"/> on that match the cell's packets, as bits.</summary>
    internal uint MatchWord(int row, int column, int word) => _rows[row][word] & _columns[column][word];

    /// <summary>What the policy accepts: of each cell, what its first rule says. Costs, for each row, a look at the columns for each of its rules until all are decided.</summary>
    public PacketSet Accepted()
    {
        var set = new MatrixBuilder(Columns);
        var rows = new int[Rows];
        uint[][] columns = ColumnsOfRules();
        uint[] accepted = set.NewRow(), undecided = set.NewRow();
        for (int row = 0; row < rows.Length; row++)
        {
            Array.Clear(accepted);
            Array.Fill(undecided, uint.MaxValue);
            if (Columns % 32 != 0)
                undecided[^1] = (1u << (Columns % 32)) - 1;
            uint left = uint.MaxValue;
            for (int word = 0; word < Words && left != 0; word++)
            {
                for (uint rules = _rows[row][word]; rules != 0 && left != 0; rules &= rules - 1)
                {
                    int rule = (word * 32) + BitOperations.TrailingZeroCount(rules);
                    left = Decide(columns[rule], Rules[rule].Action, undecided, accepted);
                }
            }

            rows[row] = set.Add(accepted);
        }

        foreach (var segment in Addresses)
            set.Append(segment with { Row = rows[segment.Row] });
        foreach (var segment in Services)
            set.Append(segment);
        return set.ToSet();
    }

    /// <summary>A packet of a cell.</summary>
    public SamplePacket SampleOf(int row, int column)
    {
        var service = _sampleOfColumn.Value[column];
        return new SamplePacket(_firstOfRow.Value[row], service.Protocol, service.Port);
    }

    /// <summary>For each rule its columns as bits.</summary>
    private uint[][] ColumnsOfRules()
    {
        int width = (Columns + 31) / 32;
        uint[][] columns = [.. Rules.Select(_ => new uint[width])];
        for (int column = 0; column < Columns; column++)
        {
            var inColumn = _columns[column];
            for (int word = 0; word < inColumn.Length; word++)
            {
                for (uint rules = inColumn[word]; rules != 0; rules &= rules - 1)
                    columns[(word * 32) + BitOperations.TrailingZeroCount(rules)][column / 32] |= 1u << (column % 32);
            }
        }

        return columns;
    }

    /// <summary>A rule decides those of its columns that no rule above it has. Returns bits that are not all 0 while columns are left.</summary>
    private static uint Decide(uint[] columns, RuleAction action, uint[] undecided, uint[] accepted)
    {
        uint left = 0;
        for (int word = 0; word < columns.Length; word++)
        {
            uint won = undecided[word] & columns[word];
            undecided[word] ^= won;
            if (action == RuleAction.Accept)
                accepted[word] |= won;
            left |= undecided[word];
        }

        return left;
    }

    private static int WordsOf(ImmutableArray<EffectiveRule> rules) => Math.Max(1, (rules.Length + 31) / 32);

    private static IpAddress[] FirstOfRows(ImmutableArray<AddressSegment> addresses, int rows)
    {
        var first = new IpAddress[rows];
        for (int i = addresses.Length - 1; i >= 0; i--)
            first[addresses[i].Row] = addresses[i].First;
        return first;
    }

    /// <summary>Pieces of a line from 0, each with the set of rules that are open in it; neighbours differ.</summary>
    private static List<(UInt128 First, int Row)> Sweep(IEnumerable<(UInt128 First, UInt128 Last, int Rule)> ranges, UInt128 highest, RowPool pool)
    {
        var edges = new List<(UInt128 At, int Rule)>();
        foreach (var (first, last, rule) in ranges)
        {
            edges.Add((first, rule));
            if (last < highest)
                edges.Add((last + 1, rule));
        }

        edges.Sort();
        var open = new uint[pool.Width];
        var pieces = new List<(UInt128 First, int Row)>();
        int next = 0;
        for (UInt128 at = 0; ; at = edges[next].At)
        {
            // A rule's own ranges neither overlap nor touch: each edge opens or closes it.
            for (; next < edges.Count && edges[next].At == at; next++)
                open[edges[next].Rule / 32] ^= 1u << (edges[next].Rule % 32);
            int row = pool.Intern(open);
            if (pieces.Count == 0 || pieces[^1].Row != row)
                pieces.Add((at, row));
            if (next == edges.Count)
                return pieces;
        }
    }
}
