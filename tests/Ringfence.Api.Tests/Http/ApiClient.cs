using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Ringfence.Contracts.Signing;

namespace Ringfence.Api.Tests.Http;

/// <summary>What came back.</summary>
public sealed record Reply(HttpStatusCode Status, string? ContentType, string Body, HttpResponseHeaders Headers)
{
    public JsonElement Response => JsonDocument.Parse(Body).RootElement.GetProperty(nameof(Response));

    /// <summary>The error's code, or "" for a success.</summary>
    public string Code => Response.TryGetProperty("Error", out var error) ? error.GetProperty(nameof(Code)).GetString()! : "";

    public string? Text => Response.GetProperty(nameof(Text)).GetString();
}

/// <summary>Signs and sends as the vendor's SDKs do; everything can be bent.</summary>
public sealed class ApiClient(TestServer server) : IDisposable
{
    public const string JsonType = "application/json";
    public const string FormType = "application/x-www-form-urlencoded";

    private readonly HttpClient _http = new() { BaseAddress = server.Address };

    public long Now => server.Clock.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>A signed POST, before it is sent.</summary>
    public HttpRequestMessage Post(
        byte[] body, string action = "Echo", string contentType = JsonType, long? timestamp = null, string? signedHost = null, string service = "vpc",
        string secretId = TestServer.SecretId, string secretKey = TestServer.SecretKey)
    {
        var request = Unsigned(HttpMethod.Post, "/", action, timestamp ?? Now);
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        Authorize(request, Tc3Signer.Post(secretId, secretKey, service, timestamp ?? Now, new(contentType, signedHost ?? server.Host), body));
        return request;
    }

    public HttpRequestMessage Post(string body, string action = "Echo") => Post(Encoding.UTF8.GetBytes(body), action);

    public HttpRequestMessage Get(string query, string action = "Echo")
    {
        var request = Unsigned(HttpMethod.Get, "/?" + query, action, Now);
        request.Content = new ByteArrayContent([]);
        request.Content.Headers.TryAddWithoutValidation("Content-Type", FormType);
        Authorize(request, Tc3Signer.Get(TestServer.SecretId, TestServer.SecretKey, "vpc", Now, new(FormType, server.Host), query));
        return request;
    }

    public static void Replace(HttpRequestMessage request, string header, string? value)
    {
        request.Headers.Remove(header);
        if (value is not null)
            request.Headers.TryAddWithoutValidation(header, value);
    }

    public async Task<Reply> SendAsync(HttpRequestMessage request)
    {
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        response.Content.Headers.TryGetValues("Content-Type", out var contentType);
        return new(response.StatusCode, contentType?.Single(), body, response.Headers);
    }

    public async Task<string> CodeAsync(HttpRequestMessage request) => (await SendAsync(request)).Code;

    /// <summary>The parameters of a v1 request, signed; the encoding is the caller's.</summary>
    public List<KeyValuePair<string, string>> SignV1(string method, string algorithm, params (string Name, string Value)[] own)
    {
        List<KeyValuePair<string, string>> all =
        [
            new("Action", "Echo"), new("Version", "2017-03-12"), new("Region", "ap-shanghai"), new("SecretId", TestServer.SecretId), new("Nonce", "11886"),
            new("Timestamp", Now.ToString(CultureInfo.InvariantCulture)),
        ];
        if (algorithm.Length > 0)
            all.Add(new("SignatureMethod", algorithm));
        all.AddRange(own.Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value)));
        var hash = algorithm == "HmacSHA256" ? V1Algorithm.HmacSha256 : V1Algorithm.HmacSha1;
        all.Add(new("Signature", V1Signature.Sign(hash, method, server.Host, all, Encoding.UTF8.GetBytes(TestServer.SecretKey))));
        return all;
    }

    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage Unsigned(HttpMethod method, string target, string action, long timestamp)
    {
        var request = new HttpRequestMessage(method, target);
        request.Headers.TryAddWithoutValidation("X-TC-Action", action);
        request.Headers.TryAddWithoutValidation("X-TC-Version", "2017-03-12");
        request.Headers.TryAddWithoutValidation("X-TC-Timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        return request;
    }

    private static void Authorize(HttpRequestMessage request, string authorization) =>
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
}
