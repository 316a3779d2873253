using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ringfence.Contracts.Client;

/// <summary>A product of the API and its version.</summary>
/// <param name="Name">The service's name in signatures.</param>
/// <param name="Version">The API version.</param>
public readonly record struct ApiService(string Name, string Version)
{
    /// <summary>Security groups and interfaces.</summary>
    public static readonly ApiService Vpc = new("vpc", "2017-03-12");

    /// <summary>Instances.</summary>
    public static readonly ApiService Cvm = new("cvm", "2017-03-12");

    /// <summary>Load balancers.</summary>
    public static readonly ApiService Clb = new("clb", "2018-03-17");

    /// <summary>Databases.</summary>
    public static readonly ApiService Cdb = new("cdb", "2017-03-20");

    /// <summary>What the vendor has no verb for.</summary>
    public static readonly ApiService Ringfence = new("ringfence", "2026-11-01");
}

/// <summary>The answer to one call.</summary>
/// <param name="Response">The content of <c>Response</c>.</param>
/// <param name="ErrorCode">The vendor's error code; null when the call succeeded.</param>
/// <param name="ErrorMessage">Text for people, null when the call succeeded.</param>
public sealed record ApiAnswer(JsonElement Response, string? ErrorCode, string? ErrorMessage);

/// <summary>Calls the API of a Ringfence server. The way the calls take is up to the implementation.</summary>
public interface IApiClient
{
    /// <summary>Calls one action.</summary>
    /// <exception cref="HttpRequestException">The server cannot be reached, or what was reached does not speak this API.</exception>
    Task<ApiAnswer> CallAsync(ApiService service, string action, JsonObject parameters, CancellationToken cancellationToken);
}

/// <summary>A call was refused where success was expected.</summary>
public sealed class ApiRefusedException(string action, string code, string message) : Exception($"{action}: {code}: {message}")
{
    /// <summary>The vendor's error code.</summary>
    public string Code { get; } = code;
}
