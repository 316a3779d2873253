using CsCheck;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Tests.Rules;

public sealed class PortSetTests
{
    [Fact]
    public void It_contains_exactly_the_ports_of_its_ranges_and_is_canonical() => Generators.PortRanges.Sample(
        ranges =>
        {
            var expected = Naive(ranges);
            var set = PortSet.Of(ranges);
            for (int port = 0; port <= ushort.MaxValue; port++)
                Assert.Equal(expected[port], set.Contains((ushort)port));
            for (int i = 1; i < set.Ranges.Length; i++)
                Assert.True(set.Ranges[i].First > set.Ranges[i - 1].Last + 1, set.ToString());
            Assert.Equal(expected.All(contained => contained), set.IsAll);
        },
        iter: 300);

    [Fact]
    public void Sets_are_equal_when_they_hold_the_same_ports() => Gen.Select(Generators.PortRanges, Generators.PortRanges).Sample(
        (one, two) =>
        {
            bool same = Naive(one).SequenceEqual(Naive(two));
            Assert.Equal(same, PortSet.Of(one).Equals(PortSet.Of(two)));
            var shuffled = one.Reverse().Concat(one).ToArray();
            Assert.Equal(PortSet.Of(one), PortSet.Of(shuffled));
            Assert.Equal(PortSet.Of(one).GetHashCode(), PortSet.Of(shuffled).GetHashCode());
        },
        iter: 300);

    [Fact]
    public void Text_goes_round() => Generators.PortRanges.Sample(ranges =>
    {
        var set = PortSet.Of(ranges);
        Assert.True(PortSet.TryParse(set.ToString(), out var again));
        Assert.Equal(set, again);
        Assert.True(PortSet.TryParse(string.Join(',', ranges), out var asGiven));
        Assert.Equal(set, asGiven);
    });

    [Theory]
    [InlineData("all", "ALL")]
    [InlineData("All", "ALL")]
    [InlineData("0-65535", "ALL")]
    [InlineData("80", "80")]
    [InlineData("80,80", "80")]
    [InlineData("81,80", "80-81")]
    [InlineData("1-5,3-9,11", "1-9,11")]
    [InlineData("65535,0", "0,65535")]
    public void The_vendors_forms_are_read(string text, string canonical)
    {
        Assert.True(PortSet.TryParse(text, out var ports));
        Assert.Equal(canonical, ports!.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(",")]
    [InlineData("80,")]
    [InlineData(",80")]
    [InlineData("80, 81")]
    [InlineData(" 80")]
    [InlineData("+80")]
    [InlineData("-80")]
    [InlineData("80-")]
    [InlineData("90-80")]
    [InlineData("1-2-3")]
    [InlineData("65536")]
    [InlineData("000080")]
    [InlineData("0x50")]
    [InlineData("ALL,80")]
    [InlineData("80;81")]
    public void Other_texts_are_refused(string text) => Assert.False(PortSet.TryParse(text, out _));

    [Fact]
    public void A_set_without_a_range_and_a_reversed_range_are_bugs()
    {
        Assert.Throws<ArgumentException>(() => PortSet.Of());
        Assert.Throws<ArgumentException>(() => new PortRange(2, 1));
    }

    private static bool[] Naive(PortRange[] ranges)
    {
        var ports = new bool[ushort.MaxValue + 1];
        foreach (var range in ranges)
            Array.Fill(ports, true, range.First, range.Last - range.First + 1);
        return ports;
    }
}
