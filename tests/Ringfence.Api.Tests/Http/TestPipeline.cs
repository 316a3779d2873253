using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Ringfence.Api.Access;
using Ringfence.Api.Actions;
using Ringfence.Api.Credentials;
using Ringfence.Api.Http;
using Ringfence.Api.Tests.Support;
using Ringfence.Contracts.Common;
using Ringfence.Contracts.Signing;

namespace Ringfence.Api.Tests.Http;

/// <summary>The way of a request without a socket, so that it can come from any address and its client can leave at any moment.</summary>
internal sealed class TestPipeline
{
    private const string Host = "vpc.example";
    private const string Account = "100000000001";

    private readonly ApiPipeline _pipeline;

    public TestPipeline(IReadOnlyList<IApiAction> actions, RateLimits? limits = null)
    {
        var keys = new KeyRing(new KeyPair(TestServer.SecretId, TestServer.SecretKey, Account));
        var settings = new ApiSettings(keys, new Regions(), Clock, new RequestAudit(Audit, Account, Clock)) { RateLimits = limits ?? RateLimits.Off };
        _pipeline = new ApiPipeline(settings, new ActionRouter(actions), new ResponseWriter([.. ResponseJson.Resolvers, EchoJson.Default]), NullLogger<ApiPipeline>.Instance);
    }

    public FakeTimeProvider Clock { get; } = new(DateTimeOffset.FromUnixTimeSeconds(1700000000));

    public MemoryAudit Audit { get; } = new();

    /// <summary>The error's code, "" for a success; null when nothing was answered.</summary>
    public async Task<string?> CodeAsync(string action, string parameters = "{}", string version = TestApi.Vpc, string remote = "203.0.113.9", CancellationTokenSource? leaving = null)
    {
        byte[] body = Encoding.UTF8.GetBytes(parameters);
        long now = Clock.GetUtcNow().ToUnixTimeSeconds();
        var context = new DefaultHttpContext { RequestAborted = leaving?.Token ?? CancellationToken.None };
        context.Connection.RemoteIpAddress = IPAddress.Parse(remote);
        context.Request.Method = HttpMethods.Post;
        context.Request.Path = "/";
        context.Request.Host = new HostString(Host);
        context.Request.ContentType = ApiClient.JsonType;
        context.Request.ContentLength = body.Length;
        context.Request.Body = new MemoryStream(body);
        context.Request.Headers["X-TC-Action"] = action;
        context.Request.Headers["X-TC-Version"] = version;
        context.Request.Headers["X-TC-Timestamp"] = now.ToString(CultureInfo.InvariantCulture);
        context.Request.Headers.Authorization = Tc3Signer.Post(TestServer.SecretId, TestServer.SecretKey, "vpc", now, new(ApiClient.JsonType, Host), body);
        using var answer = new MemoryStream();
        context.Response.Body = answer;
        await _pipeline.InvokeAsync(context);
        if (answer.Length == 0)
            return null;
        var response = JsonDocument.Parse(answer.ToArray()).RootElement.GetProperty("Response");
        return response.TryGetProperty("Error", out var error) ? error.GetProperty("Code").GetString()! : "";
    }
}
