using System.Collections.Immutable;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

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

    /// <summary>The far addresses of all packets of the set.</summary>
    public AddressRanges FarAddresses() => Ranges(row => Row(row).ContainsAnyExcept(0u));

    /// <summary>The far addresses of the packets of some columns.</summary>
    internal AddressRanges FarAddresses(Func<int, bool> isColumn) => Ranges(row => Enumerable.Range(0, Columns).Any(column => isColumn(column) && Has(row, column)));

    /// <summary>The services that an address has in the set.</summary>
    public ServiceSet ServicesOf(IpAddress far)
    {
        int row = RowOf(far);
        return ServiceAxis.Of(Services, column => Has(row, column));
    }

    private PacketBlock Block(Func<int, bool> isRow, Func<int, bool> isColumn)
    {
        var addresses = Ranges(isRow);
        var (protocol, port) = WellKnown.First(Services, isColumn);
        return new PacketBlock(addresses, ServiceAxis.Of(Services, isColumn), new SamplePacket(Typical(addresses), protocol, port));
    }

    /// <summary>The lowest address; one above it where a block's first address would read like the name of the block.</summary>
    private static IpAddress Typical(AddressRanges addresses)
    {
        var range = addresses.Ranges[0];
        return range.Last.Value - range.First.Value > 2 ? new IpAddress(range.Family, range.First.Value + 1) : range.First;
    }

    private AddressRanges Ranges(Func<int, bool> isRow)
    {
        var ranges = new List<IpRange>();
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

        return AddressRanges.Of(ranges);
    }

    private static IpAddress Before(IpAddress address) => new(address.Family, address.Value - 1);
}
