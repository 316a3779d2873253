using System.Collections.Immutable;
using Ringfence.Policy.Addressing;

namespace Ringfence.Policy.Analysis.Packets;

/// <content>Sets as people read them.</content>
public sealed partial class PacketSet
{
    /// <summary>
    /// The set as few blocks that do not overlap and together are the set: by address (one block for each different row that is not empty), or by service where that needs fewer.
    /// Empty for the empty set.
    /// </summary>
    public ImmutableArray<PacketBlock> Blocks()
    {
        var rows = Enumerable.Range(0, Rows).Where(row => Row(row).ContainsAnyExcept(0u)).ToList();
        var columns = Enumerable.Range(0, Columns).Where(column => rows.Exists(row => Has(row, column))).ToList();
        return rows.Count <= columns.Count
            ? [.. rows.Select(row => Block(one => one == row, column => Has(row, column)))]
            : [.. columns.Select(column => Block(row => Has(row, column), one => one == column))];
    }

    /// <summary>A packet of the set that people know when they see it: a well-known service where there is one; null for the empty set.</summary>
    public SamplePacket? Sample() => IsEmpty ? null : Blocks()[0].Sample;

    /// <summary>The far addresses of all packets of the set, as ascending ranges that neither overlap nor touch.</summary>
    public ImmutableArray<IpRange> FarAddresses() => Ranges(row => Row(row).ContainsAnyExcept(0u));

    /// <summary>The services that an address has in the set.</summary>
    public ServiceSet ServicesOf(IpAddress far)
    {
        int row = RowOf(far);
        return ServiceSet.Of(Services, column => Has(row, column));
    }

    /// <summary>The services of all packets of the set, as ascending spans of points that neither overlap nor touch.</summary>
    internal IEnumerable<(int First, int Last)> ServiceSpans()
    {
        int start = -1;
        foreach (var segment in Services)
        {
            bool inside = Enumerable.Range(0, Rows).Any(row => Has(row, segment.Column));
            if (inside && start < 0)
                start = segment.First.Value;
            else if (!inside && start >= 0)
                yield return (start, segment.First.Value - 1);
            if (!inside)
                start = -1;
        }

        if (start >= 0)
            yield return (start, ServicePoint.End - 1);
    }

    private PacketBlock Block(Func<int, bool> isRow, Func<int, bool> isColumn)
    {
        var addresses = Ranges(isRow);
        var (protocol, port) = WellKnown.First(Services, isColumn);
        return new PacketBlock(addresses, ServiceSet.Of(Services, isColumn), new SamplePacket(Typical(addresses), protocol, port));
    }

    /// <summary>The lowest address; one above it where a block's first address would read like the name of the block.</summary>
    private static IpAddress Typical(ImmutableArray<IpRange> addresses)
    {
        var range = addresses[0];
        return range.Last.Value - range.First.Value > 2 ? new IpAddress(range.Family, range.First.Value + 1) : range.First;
    }

    private ImmutableArray<IpRange> Ranges(Func<int, bool> isRow)
    {
        var ranges = ImmutableArray.CreateBuilder<IpRange>();
        IpAddress? start = null;
        for (int i = 0; i < Addresses.Length; i++)
        {
            bool inside = isRow(Addresses[i].Row);
            bool endsFamily = i + 1 == Addresses.Length || Addresses[i + 1].First.Family != Addresses[i].First.Family;
            if (inside)
                start ??= Addresses[i].First;
            else if (start is { } ended)
                ranges.Add(new IpRange(ended, Before(Addresses[i].First)));
            if (!inside)
                start = null;
            if (endsFamily && start is { } open)
            {
                ranges.Add(new IpRange(open, new IpAddress(open.Family, open.Family.MaxValue())));
                start = null;
            }
        }

        return ranges.DrainToImmutable();
    }

    private static IpAddress Before(IpAddress address) => new(address.Family, address.Value - 1);
}
