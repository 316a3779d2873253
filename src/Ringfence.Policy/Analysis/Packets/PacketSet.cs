using System.Collections.Immutable;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Compilation;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Analysis.Packets;

/// <summary>
/// A set of packets as a policy sees them: (far address, protocol, destination port), both families. What every analysis speaks of. Exact, and canonical: addresses and services that
/// are treated alike are one row and one column of a bit matrix, numbered in the order they first appear (IPv4 before IPv6, ascending; protocols and ports ascending). So
/// two sets hold the same packets exactly when they are equal, whatever rules, hosts or revisions they come from. Immutable.
/// </summary>
public sealed partial class PacketSet : IEquatable<PacketSet>
{
    private readonly uint[] _bits;

    internal PacketSet(ImmutableArray<AddressSegment> addresses, ImmutableArray<ServiceSegment> services, int rows, int columns, uint[] bits)
    {
        Addresses = addresses;
        Services = services;
        Rows = rows;
        Columns = columns;
        _bits = bits;
    }

    /// <summary>No packet.</summary>
    public static PacketSet None { get; } = Uniform(false);

    /// <summary>Every packet.</summary>
    public static PacketSet All { get; } = Uniform(true);

    /// <summary>The address space, IPv4 from its first address, then IPv6; neighbours of one family differ.</summary>
    public ImmutableArray<AddressSegment> Addresses { get; }

    /// <summary>The service space from protocol 0; neighbours differ.</summary>
    public ImmutableArray<ServiceSegment> Services { get; }

    /// <summary>Different rows.</summary>
    public int Rows { get; }

    /// <summary>Different columns.</summary>
    public int Columns { get; }

    /// <summary>True when no packet is in the set.</summary>
    public bool IsEmpty => Equals(None);

    internal int Words => (Columns + 31) / 32;

    /// <summary>True when addresses of the row with services of the column are in the set.</summary>
    public bool Has(int row, int column) => (_bits[(row * Words) + (column / 32)] >> (column % 32) & 1) != 0;

    /// <summary>True when the packet is in the set. Allocates nothing.</summary>
    public bool Contains(IpAddress far, IpProtocol protocol, ushort port) => Has(RowOf(far), ColumnOf(ServicePoint.Of(protocol, port)));

    /// <inheritdoc/>
    public bool Equals(PacketSet? other) =>
        ReferenceEquals(this, other) || (other is not null && Columns == other.Columns && Addresses.AsSpan().SequenceEqual(other.Addresses.AsSpan())
            && Services.AsSpan().SequenceEqual(other.Services.AsSpan()) && _bits.AsSpan().SequenceEqual(other._bits));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PacketSet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Columns);
        foreach (var segment in Addresses)
            hash.Add(segment);
        foreach (var segment in Services)
            hash.Add(segment);
        foreach (uint word in _bits)
            hash.Add(word);
        return hash.ToHashCode();
    }

    /// <summary>The packets that an interface accepts in a direction. Costs a walk over the host's address ranges and the policy's table.</summary>
    /// <param name="tables">The host.</param>
    /// <param name="interfaceId">An interface of the host.</param>
    /// <param name="direction">Which way the packets go, seen from the instance.</param>
    /// <exception cref="KeyNotFoundException">The host has no such interface.</exception>
    public static PacketSet AcceptedBy(HostTables tables, string interfaceId, Direction direction) =>
        AcceptedBy(tables.Classifier, tables.Interfaces[interfaceId].Policy(direction));

    /// <summary>The packets that a compiled policy accepts.</summary>
    /// <param name="classifier">The classifier of the policy's own tables.</param>
    /// <param name="policy">The policy.</param>
    public static PacketSet AcceptedBy(AddressClassifier classifier, CompiledPolicy policy)
    {
        var raw = new MatrixBuilder(policy.Columns);
        var rowOf = new int[policy.Rows];
        var bits = raw.NewRow();
        for (int row = 0; row < policy.Rows; row++)
        {
            Array.Clear(bits);
            for (int column = 0; column < policy.Columns; column++)
                bits[column / 32] |= (policy.Matrix[(row * policy.Columns) + column] & 1) << (column % 32);
            rowOf[row] = raw.Add(bits);
        }

        foreach (var (first, number) in classifier.Ranges())
            raw.Append(new AddressSegment(first, rowOf[policy.RowOf[number]]));
        for (int protocol = 0; protocol < 256; protocol++)
        {
            foreach (var segment in ServiceMap.Merge(policy.Plan.Services.Segments[protocol], policy.ServiceOfColumn))
                raw.Append(new ServiceSegment(new ServicePoint((protocol << 16) | segment.FirstPort), segment.Column));
        }

        return raw.ToSet();
    }

    /// <summary>The services that the addresses of a row have.</summary>
    public ServicePoints PointsOf(int row) => ServicePoints.OfRow(this, row);

    internal ReadOnlySpan<uint> Row(int row) => _bits.AsSpan(row * Words, Words);

    /// <summary>The row of an address. Logarithmic; allocates nothing.</summary>
    public int RowOf(IpAddress address)
    {
        int low = 0, high = Addresses.Length - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (Addresses[middle].First.CompareTo(address) <= 0)
                low = middle;
            else
                high = middle - 1;
        }

        return Addresses[low].Row;
    }

    internal int ColumnOf(ServicePoint service)
    {
        int low = 0, high = Services.Length - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (Services[middle].First.Value <= service.Value)
                low = middle;
            else
                high = middle - 1;
        }

        return Services[low].Column;
    }

    private static PacketSet Uniform(bool everything) =>
        new([new(new(AddressFamily.IPv4, 0), 0), new(new(AddressFamily.IPv6, 0), 0)], [new(new ServicePoint(0), 0)], 1, 1, [everything ? 1u : 0u]);
}
