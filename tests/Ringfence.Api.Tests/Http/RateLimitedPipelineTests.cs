using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Ringfence.Api.Access;
using Ringfence.Api.Credentials;
using Ringfence.Api.Http;
using Ringfence.Api.Tests.Support;
using Ringfence.Contracts.Signing;

namespace Ringfence.Api.Tests.Http;

/// <summary>The limit on the way of a request, from an address that is not this machine's.</summary>
public sealed class RateLimitedPipelineTests
{
    private const string Host = "vpc.example";
    private const string Account = "100000000001";

    private readonly FakeTimeProvider _clock = new(DateTimeOffset.FromUnixTimeSeconds(1700000000));

    [Fact]
    public async Task One_request_too_many_gets_the_vendors_code_and_the_next_second_is_a_new_one()
    {
        var limits = RateLimits.Vendor with { PerAction = RateLimits.Vendor.PerAction.Add("Echo", 2) };
        var settings = new ApiSettings(new KeyRing(new KeyPair(TestServer.SecretId, TestServer.SecretKey, Account)), new Regions(), _clock, new RequestAudit(new MemoryAudit(), Account, _clock)) { RateLimits = limits };
        var pipeline = new ApiPipeline(settings, new ActionRouter([new EchoAction()]), new ResponseWriter(EchoJson.Default), NullLogger<ApiPipeline>.Instance);

        Assert.Equal(["", "", "RequestLimitExceeded"], [await CodeAsync(pipeline, "203.0.113.9"), await CodeAsync(pipeline, "203.0.113.9"), await CodeAsync(pipeline, "203.0.113.9")]);
        Assert.Equal("", await CodeAsync(pipeline, "127.0.0.1"));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("", await CodeAsync(pipeline, "203.0.113.9"));
    }

    private async Task<string> CodeAsync(ApiPipeline pipeline, string remote)
    {
        byte[] body = Encoding.UTF8.GetBytes("{}");
        long now = _clock.GetUtcNow().ToUnixTimeSeconds();
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(remote);
        context.Request.Method = HttpMethods.Post;
        context.Request.Path = "/";
        context.Request.Host = new HostString(Host);
        context.Request.ContentType = ApiClient.JsonType;
        context.Request.ContentLength = body.Length;
        context.Request.Body = new MemoryStream(body);
        context.Request.Headers["X-TC-Action"] = "Echo";
        context.Request.Headers["X-TC-Version"] = "2017-03-12";
        context.Request.Headers["X-TC-Timestamp"] = now.ToString(CultureInfo.InvariantCulture);
        context.Request.Headers.Authorization = Tc3Signer.Post(TestServer.SecretId, TestServer.SecretKey, "vpc", now, new(ApiClient.JsonType, Host), body);
        using var answer = new MemoryStream();
        context.Response.Body = answer;
        await pipeline.InvokeAsync(context);
        var response = JsonDocument.Parse(answer.ToArray()).RootElement.GetProperty("Response");
        return response.TryGetProperty("Error", out var error) ? error.GetProperty("Code").GetString()! : "";
    }
}
