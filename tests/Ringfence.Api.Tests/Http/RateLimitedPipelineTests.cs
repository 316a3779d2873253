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
using Ringfence.Control.Worlds;

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
        var pipeline = Pipeline(limits, new ResponseWriter(EchoJson.Default), [new EchoAction()]);
        Assert.Equal(["", "", "RequestLimitExceeded"], [await CodeAsync(pipeline, "203.0.113.9"), await CodeAsync(pipeline, "203.0.113.9"), await CodeAsync(pipeline, "203.0.113.9")]);
        Assert.Equal("", await CodeAsync(pipeline, "127.0.0.1"));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("", await CodeAsync(pipeline, "203.0.113.9"));
    }

    [Fact]
    public async Task An_action_that_is_tried_or_proposed_is_counted_as_if_it_were_called()
    {
        const string remote = "203.0.113.9";
        const string create = """{"GroupName":"g","GroupDescription":""}""";
        const string tried = $$"""{"Action":"CreateSecurityGroup","Parameters":{{create}}}""";
        const string proposed = $$"""{"Changes":[{"Action":"CreateSecurityGroup","Parameters":{{create}}},{"Action":"CreateSecurityGroup","Parameters":{{create}}}]}""";
        var api = new TestApi(World.Empty);
        var limits = RateLimits.Vendor with { PerAction = RateLimits.Vendor.PerAction.Add("CreateSecurityGroup", 2) };
        var pipeline = Pipeline(limits, new ResponseWriter([.. ResponseJson.Resolvers]), api.Actions);
        Assert.Equal("", await CallAsync("TryChange", tried));
        Assert.Equal("", await CallAsync("RevertChange", "{}"));
        Assert.Equal("", await CallAsync("CreateSecurityGroup", create, TestApi.Vpc));
        Assert.Equal("RequestLimitExceeded", await CallAsync("TryChange", tried));
        Assert.Equal("RequestLimitExceeded", await CallAsync("CompareSecurityGroupPolicies", proposed));

        // Two calls at once are let in where there is room for one, and paid for.
        _clock.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal("", await CallAsync("CompareSecurityGroupPolicies", proposed));
        _clock.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal("RequestLimitExceeded", await CallAsync("CreateSecurityGroup", create, TestApi.Vpc));
        _clock.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal("", await CallAsync("CreateSecurityGroup", create, TestApi.Vpc));

        Task<string> CallAsync(string action, string body, string version = TestApi.Extension) => CodeAsync(pipeline, remote, action, version, body);
    }

    private ApiPipeline Pipeline(RateLimits limits, ResponseWriter writer, IReadOnlyList<IApiAction> actions) => new(
        new ApiSettings(new KeyRing(new KeyPair(TestServer.SecretId, TestServer.SecretKey, Account)), new Regions(), _clock, new RequestAudit(new MemoryAudit(), Account, _clock)) { RateLimits = limits },
        new ActionRouter(actions), writer, NullLogger<ApiPipeline>.Instance);

    private async Task<string> CodeAsync(ApiPipeline pipeline, string remote, string action = "Echo", string version = TestApi.Vpc, string parameters = "{}")
    {
        byte[] body = Encoding.UTF8.GetBytes(parameters);
        long now = _clock.GetUtcNow().ToUnixTimeSeconds();
        var context = new DefaultHttpContext();
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
        await pipeline.InvokeAsync(context);
        var response = JsonDocument.Parse(answer.ToArray()).RootElement.GetProperty("Response");
        return response.TryGetProperty("Error", out var error) ? error.GetProperty("Code").GetString()! : "";
    }
}
