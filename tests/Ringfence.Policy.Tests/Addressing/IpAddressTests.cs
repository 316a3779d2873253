using System.Net;
using CsCheck;
using Ringfence.Policy.Addressing;

namespace Ringfence.Policy.Tests.Addressing;

public sealed class IpAddressTests
{
    [Fact]
    public void Text_bytes_and_order_are_those_of_the_framework() => Gen.Select(Generators.Address, Generators.Address).Sample((one, two) =>
    {
        Span<byte> bytes = stackalloc byte[16];
        int length = one.WriteBytes(bytes);
        var reference = new IPAddress(bytes[..length]);
        Assert.Equal(reference.ToString(), one.ToString());
        Assert.Equal(one, IpAddress.FromBytes(reference.GetAddressBytes()));
        Assert.Equal(one, IpAddress.Parse(reference.ToString()));

        Span<byte> others = stackalloc byte[16];
        int otherLength = two.WriteBytes(others);
        int expected = length != otherLength ? length.CompareTo(otherLength) : bytes[..length].SequenceCompareTo(others[..length]);
        Assert.Equal(Math.Sign(expected), Math.Sign(one.CompareTo(two)));
        Assert.Equal(expected == 0, one == two);
    });

    [Fact]
    public void Whatever_is_taken_means_what_the_framework_takes_it_for() =>
        Gen.Char["0123456789abcdefABCDEF.:/ %[]x-"].Array[0, 24].Select(text => new string(text)).Sample(
            text =>
            {
                if (!IpAddress.TryParse(text, out var address))
                    return;
                Span<byte> bytes = stackalloc byte[16];
                int length = address.WriteBytes(bytes);
                Assert.Equal(IPAddress.Parse(text), new IPAddress(bytes[..length]));
            },
            iter: 20_000);

    [Fact]
    public void Every_form_of_an_IPv6_address_is_taken() => Generators.V6.Sample(address =>
    {
        Span<byte> bytes = stackalloc byte[16];
        address.WriteBytes(bytes);
        var groups = new string[8];
        for (int i = 0; i < 8; i++)
            groups[i] = $"{bytes[2 * i]:X2}{bytes[(2 * i) + 1]:X2}";
        string full = string.Join(':', groups);
        string dotted = $"{string.Join(':', groups[..6])}:{bytes[12]}.{bytes[13]}.{bytes[14]}.{bytes[15]}";
        Assert.Equal(address, IpAddress.Parse(full));
        Assert.Equal(address, IpAddress.Parse(full.ToLowerInvariant()));
        Assert.Equal(address, IpAddress.Parse(dotted));
    });

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("10.1")]
    [InlineData("1.2.3")]
    [InlineData("1.2.3.4.5")]
    [InlineData("1..2.3")]
    [InlineData(".1.2.3")]
    [InlineData("1.2.3.")]
    [InlineData("256.1.1.1")]
    [InlineData("1.1.1.1000")]
    [InlineData("01.2.3.4")]
    [InlineData("1.2.3.00")]
    [InlineData("0x1.2.3.4")]
    [InlineData(" 1.2.3.4")]
    [InlineData("1.2.3.4 ")]
    [InlineData("1.2.3.-4")]
    [InlineData("１.2.3.4")]
    [InlineData(":")]
    [InlineData(":::")]
    [InlineData("1::2::3")]
    [InlineData("fe80::1%eth0")]
    [InlineData("fe80::1%1")]
    [InlineData("[::1]")]
    [InlineData("::1/64")]
    [InlineData("12345::")]
    [InlineData("1:2:3:4:5:6:7")]
    [InlineData("1:2:3:4:5:6:7:8:9")]
    [InlineData("::1.2.3")]
    public void What_means_different_things_to_different_programs_is_refused(string text) => Assert.False(IpAddress.TryParse(text, out _));

    [Fact]
    public void A_mapped_address_stays_IPv6()
    {
        var mapped = IpAddress.Parse("::ffff:10.0.0.1");
        Assert.Equal(AddressFamily.IPv6, mapped.Family);
        Assert.NotEqual(IpAddress.Parse("10.0.0.1"), mapped);
        Assert.False(IpPrefix.Parse("10.0.0.0/8").Contains(mapped));
    }

    [Fact]
    public void A_number_that_does_not_fit_the_family_is_a_bug() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new IpAddress(AddressFamily.IPv4, (UInt128)uint.MaxValue + 1));
}
