using System.Diagnostics.CodeAnalysis;

namespace Ringfence.Cli.Connecting;

/// <summary>Endpoints as people write them.</summary>
internal static class EndpointText
{
    /// <summary>The server's own default (docs/operations.md).</summary>
    public const string Default = "http://127.0.0.1:9510";

    /// <summary>Reads <c>http://HOST:PORT</c>, <c>https://HOST</c> or <c>HOST:PORT</c>, which means http.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Uri? endpoint) =>
        Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}", UriKind.Absolute, out endpoint)
        && endpoint.Scheme is "http" or "https" && endpoint.Host.Length > 0 && endpoint is { PathAndQuery: "/", UserInfo: "", Fragment: "" };
}
