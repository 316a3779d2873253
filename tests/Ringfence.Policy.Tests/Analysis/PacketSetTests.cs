using CsCheck;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Analysis.Packets;
using Ringfence.Policy.Rules;
using Ringfence.Policy.Tests.Compilation;

namespace Ringfence.Policy.Tests.Analysis;

/// <summary>The algebra of packet sets against membership, packet by packet, at and beside every edge.</summary>
public sealed class PacketSetTests
{
    private static readonly Gen<IpRange> Range = Gen.OneOf(
        Gens.Prefix.Select(IpRange.Of),
        Gen.Select(Gens.Address, Gens.Address).Where(pair => pair.Item1.Family == pair.Item2.Family).Select((a, b) => a < b ? new IpRange(a, b) : new IpRange(b, a)));

    private static readonly Gen<(IpRange[] Ranges, LiteralService[] Services)> Box = Gen.Select(Range.Array[0, 4], Gens.Service.Array[0, 3]);

    private static readonly Gen<(IpRange[] Ranges, LiteralService[] Services)[]> Boxes = Box.Array[0, 3];

    [Fact]
    public void A_box_holds_its_addresses_with_its_services() =>
        Box.Sample(box =>
        {
            var set = PacketSet.Of(AddressRanges.Of(box.Ranges), ServiceSet.Of(box.Services));
            foreach (var (far, protocol, port) in Edges([box]))
                Assert.Equal(Array.Exists(box.Ranges, range => range.Contains(far)) && Array.Exists(box.Services, service => service.Contains(protocol, port)), set.Contains(far, protocol, port));
        }, iter: 200);

    [Fact]
    public void Operations_are_what_they_say_of_each_packet() =>
        Gen.Select(Boxes, Boxes).Sample((one, two) =>
        {
            var (left, right) = (Union(one), Union(two));
            var (either, both, without) = (left.Union(right), left.Intersect(right), left.Except(right));
            foreach (var (far, protocol, port) in Edges([.. one, .. two]))
            {
                bool inLeft = left.Contains(far, protocol, port), inRight = right.Contains(far, protocol, port);
                Assert.Equal(inLeft || inRight, either.Contains(far, protocol, port));
                Assert.Equal(inLeft && inRight, both.Contains(far, protocol, port));
                Assert.Equal(inLeft && !inRight, without.Contains(far, protocol, port));
            }
        }, iter: 100);

    [Fact]
    public void Equal_packets_are_equal_sets_however_they_were_made() =>
        Gen.Select(Boxes, Boxes).Sample((one, two) =>
        {
            var (left, right) = (Union(one), Union(two));
            Assert.Equal(left.Union(right), right.Union(left));
            Assert.Equal(left, left.Except(right).Union(left.Intersect(right)));
            Assert.Equal(PacketSet.All.Except(left).Intersect(PacketSet.All.Except(right)), PacketSet.All.Except(left.Union(right)));
            Assert.Equal(left.GetHashCode(), left.Union(PacketSet.None).GetHashCode());
            Assert.Equal(left.Except(right).IsEmpty, left.IsSubsetOf(right));
        }, iter: 200);

    [Fact]
    public void Blocks_do_not_overlap_and_together_are_the_set() =>
        Boxes.Sample(boxes =>
        {
            var set = Union(boxes);
            var sum = PacketSet.None;
            foreach (var block in set.Blocks())
            {
                Assert.True(set.Contains(block.Sample.Far, block.Sample.Protocol, block.Sample.Port));
                var one = PacketSet.Of(block.Addresses, block.Services);
                Assert.False(one.IsEmpty);
                Assert.False(sum.Overlaps(one));
                sum = sum.Union(one);
            }

            Assert.Equal(set, sum);
            Assert.Equal(set.IsEmpty, set.Sample() is null);
        }, iter: 200);

    [Theory]
    [InlineData("tcp:22,80-90", "tcp:22,80-90")]
    [InlineData("ALL", "ALL")]
    [InlineData("icmp", "icmp")]
    public void Services_read_as_a_rule_writes_them(string written, string read) =>
        Assert.Equal(read, ServiceText.Of(Assert.Single(Ten(written).Blocks()).Services));

    [Fact]
    public void Everything_but_a_port_reads_as_such()
    {
        Assert.Equal("ALL except tcp:22", ServiceText.Of(Assert.Single(Ten("ALL").Except(Ten("tcp:22")).Blocks()).Services));
        Assert.Equal("10.0.0.1 tcp:22", Ten("tcp:22").Sample().ToString());
    }

    private static PacketSet Ten(string service) => PacketSet.Of(AddressRanges.Of(IpPrefix.Parse("10.0.0.0/8")), Hosts.Rule("10.0.0.0/8", service).Services);

    private static PacketSet Union(IEnumerable<(IpRange[] Ranges, LiteralService[] Services)> boxes) =>
        boxes.Aggregate(PacketSet.None, (sum, box) => sum.Union(PacketSet.Of(AddressRanges.Of(box.Ranges), ServiceSet.Of(box.Services))));

    private static IEnumerable<(IpAddress Far, IpProtocol Protocol, ushort Port)> Edges((IpRange[] Ranges, LiteralService[] Services)[] boxes) =>
        from far in boxes.SelectMany(box => box.Ranges).SelectMany(Around).Append(IpAddress.V4(7)).Append(IpAddress.V6(7)).Distinct()
        from protocol in Probes.Protocols
        from port in boxes.SelectMany(box => box.Services).SelectMany(service => service.Ports.Ranges).SelectMany(range => Around(range)).Append((ushort)7).Distinct()
        select (far, protocol, port);

    private static IEnumerable<IpAddress> Around(IpRange range)
    {
        yield return range.First;
        yield return range.Last;
        if (range.First.Value > 0)
            yield return new IpAddress(range.Family, range.First.Value - 1);
        if (range.Last.Value < range.Family.MaxValue())
            yield return new IpAddress(range.Family, range.Last.Value + 1);
    }

    private static IEnumerable<ushort> Around(PortRange range) => [range.First, range.Last, (ushort)(range.First - 1), (ushort)(range.Last + 1)];
}
