using System.Text.Json;
using Ringfence.Api.Actions;

namespace Ringfence.Api.Tests.Actions;

public class ParameterReaderTests
{
    [Fact]
    public void Scalars_are_read_in_either_form()
    {
        var reader = Read("""{"A":"1","B":2,"C":"TRUE","D":false,"E":3.50,"F":true," G":1}""");
        Assert.Equal(1, reader.Integer("A"));
        Assert.Equal("2", reader.String("B"));
        Assert.True(reader.Boolean("C"));
        Assert.False(reader.Boolean("D"));
        Assert.Equal("3.50", reader.String("E"));
        Assert.Equal("true", reader.String("F"));
        Assert.False(reader.TryFinish(out var error));
        Assert.Equal("UnknownParameter", error.Code);
    }

    [Fact]
    public void Null_and_absent_are_the_same_and_empty_text_is_no_number()
    {
        var reader = Read("""{"A":null,"B":""}""");
        Assert.Null(reader.String("A"));
        Assert.Null(reader.Integer("A"));
        Assert.Null(reader.Strings("A"));
        Assert.Null(reader.Object("A", nested => nested));
        Assert.Null(reader.Objects("Z", nested => nested));
        Assert.Null(reader.Integer("B"));
        Assert.Equal("", reader.String("B"));
        Assert.True(reader.TryFinish(out _));
    }

    [Fact]
    public void Every_fault_is_told_and_the_code_is_the_first_in_the_vendors_order()
    {
        var reader = Read("""{"A":{},"Typo":1,"C":[{"D":[]}]}""");
        reader.Fault("InvalidParameterValue", "own fault.");
        reader.String("A");
        reader.Objects("C", nested => nested.Integer("D"));
        reader.RequiredString("B");
        Assert.False(reader.TryFinish(out var error));
        Assert.Equal("MissingParameter", error.Code);
        foreach (string part in (string[])["`A`", "`Typo`", "`C.0.D`", "`B`", "own fault."])
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_code_counts_faults_that_are_no_longer_listed()
    {
        var reader = Read($$"""{"A":[{{string.Join(',', Enumerable.Repeat("{}", 500))}}]}""");
        reader.Strings("A");
        reader.RequiredString("Late");
        Assert.False(reader.TryFinish(out var error));
        Assert.Equal("MissingParameter", error.Code);
        Assert.Contains("`Late`", error.Message, StringComparison.Ordinal);
        Assert.InRange(error.Message.Length, 1, 2000);
    }

    [Fact]
    public void Unknown_names_are_faults_at_the_top_and_ignored_below()
    {
        var reader = Read("""{"A":{"Known":"x","Other":1}}""");
        Assert.Equal("x", reader.Object("A", nested => nested.RequiredString("Known")));
        Assert.True(reader.TryFinish(out _));
    }

    [Theory]
    [InlineData("""{}""", "MissingParameter")]
    [InlineData("""{"A":[]}""", "MissingParameter")]
    [InlineData("""{"A":"x"}""", "InvalidParameter")]
    [InlineData("""{"A":[{}]}""", "InvalidParameter")]
    public void Required_lists_hold_something(string json, string code)
    {
        var reader = Read(json);
        reader.RequiredStrings("A");
        Assert.False(reader.TryFinish(out var error));
        Assert.Equal(code, error.Code);
    }

    private static ParameterReader Read(string json) => new(JsonDocument.Parse(json).RootElement);
}
