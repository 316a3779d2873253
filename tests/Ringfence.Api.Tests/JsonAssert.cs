using System.Text.Json.Nodes;

namespace Ringfence.Api.Tests;

internal static class JsonAssert
{
    /// <summary>Same values, same types, same names; the order of names does not count.</summary>
    public static void Same(string expected, JsonNode? actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), $"expected {JsonNode.Parse(expected)}\nactual {actual}");

    /// <summary>One text of each element of an array, as a list.</summary>
    public static string Texts(JsonNode? array, string name) => string.Join(',', array!.AsArray().Select(item => item![name]!.ToString()));
}
