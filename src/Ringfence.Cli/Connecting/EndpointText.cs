using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Ringfence.Cli.Connecting;

/// <summary>Endpoints as people write them.</summary>
internal static partial class EndpointText
{
    /// <summary>The server's own default (docs/operations.md).</summary>
    public const string Default = "http://127.0.0.1:9510";

    /// <summary>Reads <c>http://HOST:PORT</c>, <c>https://HOST</c> or <c>HOST:PORT</c>, which means http.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Uri? endpoint) =>
        Uri.TryCreate(WithPort().IsMatch(text) ? $"http://{text}" : text, UriKind.Absolute, out endpoint)
        && endpoint.Scheme is "http" or "https" && endpoint.Host.Length > 0 && endpoint is { PathAndQuery: "/", UserInfo: "", Fragment: "" };

    /// <summary>A word alone is no endpoint: that it has a port tells it from a mistake.</summary>
    [GeneratedRegex(@"^[^/]+:\d+$")]
    private static partial Regex WithPort();
}
