using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ringfence.Contracts.Signing;

namespace Ringfence.Contracts.Client;

/// <summary>Signed calls over HTTP, one connection for as long as the server keeps it.</summary>
/// <param name="endpoint">Where the server listens.</param>
/// <param name="secretId">The key pair's id.</param>
/// <param name="secretKey">The key.</param>
/// <param name="time">The clock of the signatures.</param>
/// <param name="region">The region of all calls.</param>
public sealed class HttpApiClient(Uri endpoint, string secretId, string secretKey, TimeProvider time, string region = "ap-guangzhou") : IApiClient, IDisposable
{
    private const string ContentType = "application/json; charset=utf-8";
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(100) };

    /// <inheritdoc/>
    public async Task<ApiAnswer> CallAsync(ApiService service, string action, JsonObject parameters, CancellationToken cancellationToken)
    {
        byte[] body = Encoding.UTF8.GetBytes(parameters.ToJsonString());
        var now = time.GetUtcNow();
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(ContentType);
        request.Headers.Host = endpoint.Authority;
        request.Headers.Add("X-TC-Action", action);
        request.Headers.Add("X-TC-Version", service.Version);
        request.Headers.Add("X-TC-Region", region);
        request.Headers.Add("X-TC-Timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            Tc3Signer.Post(secretId, secretKey, service.Name, now.ToUnixTimeSeconds(), new RequiredHeaders(ContentType, endpoint.Authority), body));
        using var response = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        return Read(await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private ApiAnswer Read(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var content = document.RootElement.GetProperty("Response").Clone();
            return content.TryGetProperty("Error", out var error)
                ? new ApiAnswer(content, error.GetProperty("Code").GetString(), error.GetProperty("Message").GetString())
                : new ApiAnswer(content, null, null);
        }
        catch (Exception foreign) when (foreign is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new HttpRequestException($"What listens on {endpoint} does not speak this API.", foreign);
        }
    }
}
