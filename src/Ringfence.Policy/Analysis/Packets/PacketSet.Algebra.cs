using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Analysis.Packets;

/// <content>Sets made of sets. Each operation costs the sum of the axes and the product of the rows and columns that come out.</content>
public sealed partial class PacketSet
{
    private interface IBitwise
    {
        static abstract uint Apply(uint left, uint right);
    }

    /// <summary>Every packet of the addresses with the services.</summary>
    public static PacketSet Of(AddressRanges addresses, ServiceSet services)
    {
        var set = new MatrixBuilder(2);
        int outside = set.Add([0]), inside = set.Add([2]);
        foreach (var family in new[] { AddressFamily.IPv4, AddressFamily.IPv6 })
        {
            foreach (var (first, isInside) in Spans.Of(addresses.Ranges.Where(range => range.Family == family).Select(range => (range.First.Value, range.Last.Value)), family.MaxValue()))
                set.Append(new AddressSegment(new IpAddress(family, first), isInside ? inside : outside));
        }

        foreach (var (first, isInside) in Spans.Of(ServiceAxis.Points(services), ServicePoint.End - 1))
            set.Append(new ServiceSegment(new ServicePoint((int)first), isInside ? 1 : 0));
        return set.ToSet();
    }

    /// <summary>The packets of either set.</summary>
    public PacketSet Union(PacketSet other) => Combine<Either>(this, other);

    /// <summary>The packets of both sets.</summary>
    public PacketSet Intersect(PacketSet other) => Combine<Both>(this, other);

    /// <summary>The packets of this set that are not in the other.</summary>
    public PacketSet Except(PacketSet other) => Combine<Left>(this, other);

    /// <summary>True when the other set has every packet of this one.</summary>
    public bool IsSubsetOf(PacketSet other) => Except(other).IsEmpty;

    /// <summary>True when some packet is in both. Ends at the first.</summary>
    public bool Overlaps(PacketSet other)
    {
        if (IsEmpty || other.IsEmpty)
            return false;
        var pairs = ColumnPairs(this, other).Pairs;
        var known = new HashSet<(int, int)>();
        foreach (var (_, rows) in AxisMerge.Of(Addresses, other.Addresses))
        {
            if (!known.Add(rows))
                continue;
            foreach (var (left, right) in pairs)
            {
                if (Has(rows.Left, left) && other.Has(rows.Right, right))
                    return true;
            }
        }

        return false;
    }

    private static PacketSet Combine<TOperation>(PacketSet left, PacketSet right)
        where TOperation : IBitwise
    {
        var columns = ColumnPairs(left, right);
        var set = new MatrixBuilder(columns.Pairs.Count);
        foreach (var segment in columns.Axis)
            set.Append(segment);
        var leftRows = new RowView(left, columns.Pairs.ConvertAll(pair => pair.Left));
        var rightRows = new RowView(right, columns.Pairs.ConvertAll(pair => pair.Right));
        var known = new Dictionary<(int, int), int>();
        var scratch = set.NewRow();
        foreach (var (first, pair) in AxisMerge.Of(left.Addresses, right.Addresses))
        {
            if (!known.TryGetValue(pair, out int row))
            {
                var (one, two) = (leftRows[pair.Left], rightRows[pair.Right]);
                for (int word = 0; word < scratch.Length; word++)
                    scratch[word] = TOperation.Apply(one[word], two[word]);
                known.Add(pair, row = set.Add(scratch));
            }

            set.Append(new AddressSegment(first, row));
        }

        return set.ToSet();
    }

    private static (List<ServiceSegment> Axis, List<(int Left, int Right)> Pairs) ColumnPairs(PacketSet left, PacketSet right)
    {
        var known = new Dictionary<(int, int), int>();
        var pairs = new List<(int Left, int Right)>();
        var axis = new List<ServiceSegment>();
        foreach (var (first, pair) in AxisMerge.Of(left.Services, right.Services))
        {
            if (!known.TryGetValue(pair, out int column))
            {
                known.Add(pair, column = pairs.Count);
                pairs.Add(pair);
            }

            axis.Add(new ServiceSegment(first, column));
        }

        return (axis, pairs);
    }

    private readonly struct Either : IBitwise
    {
        public static uint Apply(uint left, uint right) => left | right;
    }

    private readonly struct Both : IBitwise
    {
        public static uint Apply(uint left, uint right) => left & right;
    }

    private readonly struct Left : IBitwise
    {
        public static uint Apply(uint left, uint right) => left & ~right;
    }
}
