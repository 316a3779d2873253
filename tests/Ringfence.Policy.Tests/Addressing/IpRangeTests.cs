using CsCheck;
using Ringfence.Policy.Addressing;

namespace Ringfence.Policy.Tests.Addressing;

public sealed class IpRangeTests
{
    private static readonly Gen<IpRange> Range = Gen.OneOf(
        Ends(Generators.V4), Ends(Generators.V6), Generators.Prefix.Select(prefix => IpRange.Of(prefix)),
        Gen.Select(Generators.V6, Gen.Int[0, 300], (first, length) =>
            new IpRange(first, IpAddress.V6(first.Value > UInt128.MaxValue - (UInt128)length ? UInt128.MaxValue : first.Value + (UInt128)length))));

    [Fact]
    public void Its_blocks_are_exactly_its_addresses_end_to_end_and_no_two_could_be_one() => Range.Sample(range =>
    {
        var blocks = range.Prefixes().ToArray();
        Assert.Equal(range.First, blocks[0].First);
        Assert.Equal(range.Last, blocks[^1].Last);
        for (int i = 1; i < blocks.Length; i++)
        {
            Assert.Equal(blocks[i - 1].Last.Value + 1, blocks[i].First.Value);
            bool halves = blocks[i - 1].Length == blocks[i].Length && blocks[i - 1].First == new IpPrefix(blocks[i].First, blocks[i].Length - 1).First;
            Assert.False(halves, $"{blocks[i - 1]} and {blocks[i]} are one block");
        }

        Assert.True(blocks.Length <= 2 * range.Family.Bits() - 2 || blocks.Length == 1);
        Assert.Equal(blocks.Length == 1 ? blocks[0] : null, range.Block);
    });

    [Fact]
    public void It_reads_what_it_writes() => Range.Sample(range =>
    {
        Assert.True(IpRange.TryParse(range.ToString(), out var read));
        Assert.Equal(range, read);
    });

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1", "10.0.0.1")]
    [InlineData("172.20.0.1/24", "172.20.0.0", "172.20.0.255")]
    [InlineData("10.0.0.1-10.0.0.100", "10.0.0.1", "10.0.0.100")]
    [InlineData("10.0.0.1-10.0.0.1", "10.0.0.1", "10.0.0.1")]
    [InlineData("::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("FD00::1-fd00::FF", "fd00::1", "fd00::ff")]
    public void The_forms_of_a_template_entry(string text, string first, string last)
    {
        Assert.True(IpRange.TryParse(text, out var range));
        Assert.Equal(new IpRange(IpAddress.Parse(first), IpAddress.Parse(last)), range);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("10.0.0.1-")]
    [InlineData("-10.0.0.1")]
    [InlineData("10.0.0.2-10.0.0.1")]
    [InlineData("10.0.0.1-fd00::1")]
    [InlineData("10.0.0.1 - 10.0.0.2")]
    [InlineData("10.0.0.0/24-10.0.1.0/24")]
    [InlineData("10.0.0.1-10.0.0.2-10.0.0.3")]
    [InlineData("10.0.0.1-2")]
    public void Anything_else_is_refused(string text) => Assert.False(IpRange.TryParse(text, out _));

    [Fact]
    public void A_set_has_exactly_the_addresses_of_its_ranges_and_is_canonical() => Gen.Select(Range.Array[0, 6], Generators.Address.Array[20]).Sample((ranges, probes) =>
    {
        var set = AddressRanges.Of(ranges);
        foreach (var probe in probes.Concat(ranges.SelectMany(range => new[] { range.First, range.Last })))
        {
            bool expected = ranges.Any(range => range.Contains(probe));
            Assert.Equal(expected, set.Contains(probe));
            Assert.Equal(expected, set.Prefixes.Any(prefix => prefix.Contains(probe)));
        }

        for (int i = 1; i < set.Ranges.Length; i++)
        {
            var (before, next) = (set.Ranges[i - 1], set.Ranges[i]);
            Assert.True(before.Family < next.Family || before.Last.Value + 1 < next.First.Value, set.ToString());
        }

        Assert.Equal(set, AddressRanges.Of(ranges.Reverse().Concat(ranges)));
        Assert.Equal(set, AddressRanges.Of(set.Prefixes.Select(IpRange.Of)));
    });

    private static Gen<IpRange> Ends(Gen<IpAddress> address) => Gen.Select(address, address, (a, b) => new IpRange(a < b ? a : b, a < b ? b : a));
}
