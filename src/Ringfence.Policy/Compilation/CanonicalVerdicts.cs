using System.Collections.Immutable;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Compilation.Tables;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Compilation;

/// <summary>
/// What a policy means, apart from which rule says so: every address of both families × every (protocol, port) → accept or drop. Canonical: addresses and services that are
/// treated alike are one row and one column, numbered in the order they first appear (IPv4 before IPv6, ascending; protocols and ports ascending). So two policies mean the same exactly when their
/// canonical verdicts are equal, whatever hosts, revisions or classifiers they come from.
/// </summary>
public sealed class CanonicalVerdicts : IEquatable<CanonicalVerdicts>
{
    private readonly bool[] _accepts;

    private CanonicalVerdicts(ImmutableArray<(IpAddress First, int Row)> addresses, ImmutableArray<(IpProtocol Protocol, ushort FirstPort, int Column)> services, int columns, bool[] accepts)
    {
        Addresses = addresses;
        Services = services;
        Columns = columns;
        _accepts = accepts;
    }

    /// <summary>Addresses from <c>First</c> to the next entry's have this row; ascending, IPv4 first. Neighbours of one family differ.</summary>
    public ImmutableArray<(IpAddress First, int Row)> Addresses { get; }

    /// <summary>Services from (<c>Protocol</c>, <c>FirstPort</c>) to the next entry's have this column; ascending. Neighbours differ.</summary>
    public ImmutableArray<(IpProtocol Protocol, ushort FirstPort, int Column)> Services { get; }

    /// <summary>Different columns.</summary>
    public int Columns { get; }

    /// <summary>Different rows.</summary>
    public int Rows => _accepts.Length / Columns;

    /// <summary>The canonical form of a policy.</summary>
    /// <param name="classifier">The classifier of the policy's own tables.</param>
    /// <param name="policy">The policy.</param>
    public static CanonicalVerdicts Of(AddressClassifier classifier, CompiledPolicy policy)
    {
        var rows = new RowPool((policy.Columns + 31) / 32);
        var addresses = AddressRows(classifier, policy, rows);
        var (columnOf, firstOf) = MergeColumns(rows, policy.Columns);
        var accepts = new bool[rows.Count * firstOf.Count];
        for (int row = 0; row < rows.Count; row++)
        {
            for (int column = 0; column < firstOf.Count; column++)
                accepts[(row * firstOf.Count) + column] = Bit(rows[row], firstOf[column]);
        }

        return new CanonicalVerdicts(addresses, ServiceColumns(policy, columnOf), firstOf.Count, accepts);
    }

    /// <summary>True when addresses of the row are accepted for services of the column.</summary>
    public bool Accepts(int row, int column) => _accepts[(row * Columns) + column];

    /// <inheritdoc/>
    public bool Equals(CanonicalVerdicts? other) =>
        other is not null && Columns == other.Columns && Addresses.AsSpan().SequenceEqual(other.Addresses.AsSpan())
        && Services.AsSpan().SequenceEqual(other.Services.AsSpan()) && _accepts.AsSpan().SequenceEqual(other._accepts);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CanonicalVerdicts);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var entry in Addresses)
            hash.Add(entry);
        foreach (var entry in Services)
            hash.Add(entry);
        foreach (bool accept in _accepts)
            hash.Add(accept);
        return hash.ToHashCode();
    }

    /// <summary>Only rows that some address really has take part: a class whose addresses all lie in longer prefixes or are hosts must not tell two policies apart.</summary>
    private static ImmutableArray<(IpAddress First, int Row)> AddressRows(AddressClassifier classifier, CompiledPolicy policy, RowPool rows)
    {
        var rowOf = new int[policy.Rows];
        Array.Fill(rowOf, -1);
        var bits = new uint[rows.Width];
        var addresses = ImmutableArray.CreateBuilder<(IpAddress First, int Row)>();
        foreach (var (first, number) in classifier.Ranges())
        {
            int policyRow = policy.RowOf[number];
            if (rowOf[policyRow] < 0)
            {
                Array.Clear(bits);
                for (int column = 0; column < policy.Columns; column++)
                    bits[column / 32] |= (policy.Matrix[(policyRow * policy.Columns) + column] & 1) << (column % 32);
                rowOf[policyRow] = rows.Intern(bits);
            }

            if (addresses.Count == 0 || addresses[^1].First.Family != first.Family || addresses[^1].Row != rowOf[policyRow])
                addresses.Add((first, rowOf[policyRow]));
        }

        return addresses.DrainToImmutable();
    }

    private static (int[] ColumnOf, List<int> FirstOf) MergeColumns(RowPool rows, int columns)
    {
        var contents = new RowPool((rows.Count + 31) / 32);
        var bits = new uint[contents.Width];
        var columnOf = new int[columns];
        var firstOf = new List<int>();
        for (int column = 0; column < columns; column++)
        {
            Array.Clear(bits);
            for (int row = 0; row < rows.Count; row++)
            {
                if (Bit(rows[row], column))
                    bits[row / 32] |= 1u << (row % 32);
            }

            columnOf[column] = contents.Intern(bits);
            if (columnOf[column] == firstOf.Count)
                firstOf.Add(column);
        }

        return (columnOf, firstOf);
    }

    private static ImmutableArray<(IpProtocol Protocol, ushort FirstPort, int Column)> ServiceColumns(CompiledPolicy policy, int[] columnOf)
    {
        var serviceOf = Array.ConvertAll(policy.ServiceOfColumn, service => columnOf[service]);
        var services = ImmutableArray.CreateBuilder<(IpProtocol, ushort, int Column)>();
        for (int protocol = 0; protocol < 256; protocol++)
        {
            foreach (var segment in ServiceMap.Merge(policy.Plan.Services.Segments[protocol], serviceOf))
            {
                if (services.Count == 0 || services[^1].Column != segment.Column)
                    services.Add((new IpProtocol((byte)protocol), (ushort)segment.FirstPort, segment.Column));
            }
        }

        return services.DrainToImmutable();
    }

    private static bool Bit(ReadOnlySpan<uint> bits, int at) => (bits[at / 32] >> (at % 32) & 1) != 0;
}
