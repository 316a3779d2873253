using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Ringfence.Agent.Options;
using Ringfence.Api.Http;
using Ringfence.Contracts.Signing;
using Ringfence.Server;
using Ringfence.Server.Hosting;
using Ringfence.Server.Options;

namespace Ringfence.Api.Tests.Server;

/// <summary>A whole server, its journal on disk, and over HTTP everything that a client may get wrong: the vendor's code each, and no revision more.</summary>
public sealed class BadInputTests : IAsyncLifetime
{
    private const string Type = "application/json";

    private readonly string _folder = Directory.CreateTempSubdirectory("ringfence-bad-").FullName;
    private readonly HttpClient _http = new();
    private RunningServer _server = null!;
    private string _group = "";

    public static TheoryData<string, string, string> Bodies => new()
    {
        { "NoSuchAction", "{}", "InvalidAction" },
        { "CreateSecurityGroup", """{"GroupName":"x","GroupDescription":""", "InvalidParameter" },
        { "CreateSecurityGroup", """{"GroupName":{"a":1},"GroupDescription":"x"}""", "InvalidParameter" },
        { "CreateSecurityGroup", """{"GroupName":"x","GroupDescription":"x","Colour":"red"}""", "UnknownParameter" },
        { "CreateSecurityGroup", "{}", "MissingParameter" },
        { "CreateSecurityGroupPolicies", Rule("""{"Protocol":"TCP","Port":"80","CidrBlock":"10.0.0.0/33","Action":"ACCEPT"}"""), "InvalidParameterValue.Malformed" },
        { "CreateSecurityGroupPolicies", Rule("""{"Protocol":"TCP","Port":"90-80","CidrBlock":"10.0.0.0/8","Action":"ACCEPT"}"""), "InvalidParameterValue" },
        { "CreateSecurityGroupPolicies", Rule("""{"Protocol":"TCP","Port":"80","SecurityGroupId":"sg-zzzzzzzz","Action":"ACCEPT"}"""), "ResourceNotFound" },
        { "DeleteSecurityGroup", """{"SecurityGroupId":"sg-zzzzzzzz"}""", "ResourceNotFound" },
    };

    public async ValueTask InitializeAsync()
    {
        _server = await ServerHost.StartAsync(
            new ServerOptions { Port = 0, DataFolder = _folder, Datapath = DatapathChoice.None }, new Composition(),
            new ServerSurroundings(TimeProvider.System, NullLoggerFactory.Instance), TestContext.Current.CancellationToken);
        var made = await SendAsync(Request("CreateSecurityGroup", """{"GroupName":"web","GroupDescription":"web"}"""));
        _group = made.GetProperty("SecurityGroup").GetProperty("SecurityGroupId").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public Task A_bad_request_changes_nothing(string action, string body, string code) => RefusedAsync(code, Request(action, body.Replace("GROUP", _group, StringComparison.Ordinal)));

    [Fact]
    public Task More_than_ten_megabytes_change_nothing() =>
        RefusedAsync("RequestSizeLimitExceeded", Request("CreateSecurityGroup", """{"GroupName":"x","GroupDescription":"x"}""".PadRight(RequestLimits.Body + 1)));

    [Theory]
    [InlineData("mars-olympus", "UnsupportedRegion")]
    [InlineData("ap-shanghai", "ResourceNotFound")]
    public Task A_group_is_not_deleted_from_another_region(string region, string code) =>
        RefusedAsync(code, Request("DeleteSecurityGroup", $$"""{"SecurityGroupId":"{{_group}}"}""", region));

    [Theory]
    [InlineData(-301)]
    [InlineData(301)]
    public Task A_replay_outside_the_window_changes_nothing(int seconds) =>
        RefusedAsync("AuthFailure.SignatureExpire", Request("DeleteSecurityGroup", $$"""{"SecurityGroupId":"{{_group}}"}""", offset: seconds));

    [Fact]
    public async Task A_body_that_was_changed_on_the_way_changes_nothing()
    {
        var request = Request("DeleteSecurityGroup", """{"SecurityGroupId":"sg-aaaaaaaa"}""");
        request.Content = Content($$"""{"SecurityGroupId":"{{_group}}"}""");
        await RefusedAsync("AuthFailure.SignatureFailure", request);
    }

    private static string Rule(string rule) => """{"SecurityGroupId":"GROUP","SecurityGroupPolicySet":{"Ingress":[""" + rule + "]}}";

    private static ByteArrayContent Content(string body)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", Type);
        return content;
    }

    private async Task RefusedAsync(string code, HttpRequestMessage request)
    {
        string before = await RevisionAsync();
        Assert.Equal(code, (await SendAsync(request)).GetProperty("Error").GetProperty("Code").GetString());
        Assert.Equal(before, await RevisionAsync());
    }

    private async Task<string> RevisionAsync()
    {
        string health = await _http.GetStringAsync(new Uri(_server.Access.Address, "healthz"), TestContext.Current.CancellationToken);
        return JsonDocument.Parse(health).RootElement.EnumerateObject().Single(member => member.Name.Equals("Revision", StringComparison.OrdinalIgnoreCase)).Value.ToString();
    }

    private async Task<JsonElement> SendAsync(HttpRequestMessage request)
    {
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return JsonDocument.Parse(body).RootElement.GetProperty("Response");
    }

    /// <summary>Signed as the vendor's SDKs do.</summary>
    private HttpRequestMessage Request(string action, string body, string region = "ap-guangzhou", int offset = 0)
    {
        var (address, pair) = _server.Access;
        long timestamp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + offset;
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = Content(body) };
        request.Headers.TryAddWithoutValidation("X-TC-Action", action);
        request.Headers.TryAddWithoutValidation("X-TC-Version", "2017-03-12");
        request.Headers.TryAddWithoutValidation("X-TC-Region", region);
        request.Headers.TryAddWithoutValidation("X-TC-Timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation(
            "Authorization", Tc3Signer.Post(pair.SecretId, pair.SecretKey, "vpc", timestamp, new(Type, address.Authority), Encoding.UTF8.GetBytes(body)));
        return request;
    }
}
