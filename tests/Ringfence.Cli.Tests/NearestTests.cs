using Ringfence.Cli.Naming;

namespace Ringfence.Cli.Tests;

public sealed class NearestTests
{
    [Theory]
    [InlineData("wbe", "web")]
    [InlineData("fronted", "frontend")]
    [InlineData("WEB", "web")]
    [InlineData("databse", "database")]
    [InlineData("x", null)]
    [InlineData("quite another", null)]
    public void A_slip_of_the_finger_is_recognized_and_another_word_is_not(string text, string? meant) =>
        Assert.Equal(meant, Nearest.To(text, ["web", "frontend", "database"]));

    [Fact]
    public void Nobody_is_meant_when_there_is_nobody() => Assert.Null(Nearest.To("web", []));
}
