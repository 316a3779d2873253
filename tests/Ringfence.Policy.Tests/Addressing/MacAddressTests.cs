using CsCheck;
using Ringfence.Policy.Addressing;

namespace Ringfence.Policy.Tests.Addressing;

public sealed class MacAddressTests
{
    [Fact]
    public void Text_goes_round_in_every_usual_form() => Gen.ULong[0, 0xffff_ffff_ffff].Sample(value =>
    {
        string text = new MacAddress(value).ToString();
        Assert.Equal(17, text.Length);
        foreach (string form in new[] { text, text.ToUpperInvariant(), text.Replace(':', '-') })
        {
            Assert.True(MacAddress.TryParse(form, out var parsed));
            Assert.Equal(value, parsed.Value);
        }
    });

    [Theory]
    [InlineData("")]
    [InlineData("00:11:22:33:44")]
    [InlineData("00:11:22:33:44:55:66")]
    [InlineData("00:11:22:33:44-55")]
    [InlineData("001122334455")]
    [InlineData("00.11.22.33.44.55")]
    [InlineData("0g:11:22:33:44:55")]
    [InlineData(" 0:11:22:33:44:55")]
    [InlineData("+1:11:22:33:44:55")]
    public void Other_texts_are_refused(string text) => Assert.False(MacAddress.TryParse(text, out _));
}
