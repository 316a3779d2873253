using System.Net;
using CsCheck;
using Ringfence.Policy.Addressing;

namespace Ringfence.Policy.Tests.Addressing;

public sealed class IpPrefixTests
{
    [Fact]
    public void It_contains_exactly_what_shares_its_first_bits() =>
        Generators.Prefix.SelectMany(prefix => Generators.Near(prefix).Select(address => (prefix, address))).Sample(
            (prefix, address) =>
            {
                bool expected = address.Family == prefix.Family && Bits(address)[..prefix.Length] == Bits(prefix.Network)[..prefix.Length];
                Assert.Equal(expected, prefix.Contains(address));
                Assert.Equal(expected, IpRange.Of(prefix).Contains(address));
                Assert.Equal(expected, address >= prefix.First && address <= prefix.Last);
            },
            iter: 20_000);

    [Fact]
    public void It_agrees_with_the_framework_s_network_type() =>
        Generators.Prefix.SelectMany(prefix => Generators.Near(prefix).Select(address => (prefix, address))).Sample((prefix, address) =>
        {
            var reference = IPNetwork.Parse(prefix.ToString());
            var known = IPAddress.Parse(address.ToString());
            // The framework takes ::ffff:a.b.c.d for the IPv4 address; to a rule it is an address of IPv6.
            Assert.True(!known.IsIPv4MappedToIPv6 || prefix.Family == Ringfence.Policy.Addressing.AddressFamily.IPv6 || !prefix.Contains(address));
            if (!known.IsIPv4MappedToIPv6)
                Assert.Equal(reference.Contains(known), prefix.Contains(address));
            Assert.Equal(reference.ToString(), prefix.ToString());
        });

    [Fact]
    public void Text_goes_round_and_host_bits_do_not_matter() =>
        Gen.Select(Generators.Address, Gen.Int[0, 128]).Where((address, length) => length <= address.Family.Bits()).Sample((address, length) =>
        {
            var prefix = new IpPrefix(address, length);
            Assert.Equal(prefix, IpPrefix.Parse(prefix.ToString()));
            Assert.Equal(prefix, IpPrefix.Parse($"{address}/{length}"));
            Assert.Equal(prefix, new IpPrefix(prefix.Last, length));
            Assert.True(prefix.Contains(address));
            Assert.Equal(IpPrefix.Host(address), IpPrefix.Parse(address.ToString()));
        });

    [Fact]
    public void Order_is_total_and_agrees_with_equality() =>
        Gen.Select(Generators.Prefix, Generators.Prefix, Generators.Prefix).Sample((a, b, c) =>
        {
            Assert.Equal(-Math.Sign(a.CompareTo(b)), Math.Sign(b.CompareTo(a)));
            Assert.Equal(a == b, a.CompareTo(b) == 0);
            IpPrefix[] sorted = [.. new[] { a, b, c }.Order()];
            Assert.True(sorted[0] <= sorted[1] && sorted[1] <= sorted[2] && sorted[0] <= sorted[2]);
        });

    [Fact]
    public void The_whole_family_contains_its_ends_and_nothing_of_the_other()
    {
        var (all4, all6) = (IpPrefix.All(AddressFamily.IPv4), IpPrefix.All(AddressFamily.IPv6));
        Assert.Equal("0.0.0.0/0", all4.ToString());
        Assert.Equal("::/0", all6.ToString());
        Generators.Address.Sample(address =>
        {
            Assert.Equal(address.Family == AddressFamily.IPv4, all4.Contains(address));
            Assert.Equal(address.Family == AddressFamily.IPv6, all6.Contains(address));
        });
    }

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/")]
    [InlineData("10.0.0.0/08")]
    [InlineData("10.0.0.0/+8")]
    [InlineData("10.0.0.0/ 8")]
    [InlineData("10.0.0.0/8 ")]
    [InlineData("10.0.0.0/255.0.0.0")]
    [InlineData("10.0.0.0/8/8")]
    [InlineData("10.0.0/8")]
    [InlineData("::/129")]
    [InlineData("::/0128")]
    [InlineData("/8")]
    [InlineData("")]
    public void Other_texts_are_refused(string text) => Assert.False(IpPrefix.TryParse(text, out _));

    [Theory]
    [InlineData(-1)]
    [InlineData(33)]
    public void A_length_beyond_the_family_is_a_bug(int length) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new IpPrefix(IpAddress.V4(0), length));

    [Fact]
    public void A_range_goes_upward_in_one_family()
    {
        Assert.Throws<ArgumentException>(() => new IpRange(IpAddress.V4(2), IpAddress.V4(1)));
        Assert.Throws<ArgumentException>(() => new IpRange(IpAddress.V4(1), IpAddress.V6(2)));
        var range = new IpRange(IpAddress.Parse("10.0.0.9"), IpAddress.Parse("10.0.1.2"));
        Assert.Equal("10.0.0.9-10.0.1.2", range.ToString());
        Assert.True(range.Contains(IpAddress.Parse("10.0.0.255")));
        Assert.False(range.Contains(IpAddress.Parse("10.0.1.3")));
    }

    /// <summary>The address as one character a bit.</summary>
    private static string Bits(IpAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        int length = address.WriteBytes(bytes);
        return string.Concat(bytes[..length].ToArray().Select(b => b.ToString("b8", System.Globalization.CultureInfo.InvariantCulture)));
    }
}
