using System.Net;
using Ringfence.Server.Hosting;

namespace Ringfence.Api.Tests.Http;

public sealed class EnvelopeTests(TestServer server) : IClassFixture<TestServer>, IDisposable
{
    private readonly ApiClient _client = new(server);

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Success_is_status_200_with_exactly_the_content_type_and_a_request_id()
    {
        var reply = await _client.SendAsync(_client.Post("""{"Text":"x"}"""));
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal("application/json", reply.ContentType);
        Assert.True(Guid.TryParse(reply.Response.GetProperty("RequestId").GetString(), out _));
        Assert.False(reply.Response.TryGetProperty("Error", out _));
        Assert.StartsWith("""{"Response":{"Text":"x",""", reply.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failure_is_status_200_with_the_same_content_type_and_a_request_id()
    {
        var reply = await _client.SendAsync(_client.Post("{}", "NoSuchThing"));
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal("application/json", reply.ContentType);
        Assert.Equal("InvalidAction", reply.Code);
        Assert.NotEmpty(reply.Response.GetProperty("Error").GetProperty("Message").GetString()!);
        Assert.True(Guid.TryParse(reply.Response.GetProperty("RequestId").GetString(), out _));
    }

    [Fact]
    public async Task An_answer_without_members_is_the_request_id_alone()
    {
        var reply = await _client.SendAsync(_client.Post("{}", "Nothing"));
        string id = reply.Response.GetProperty("RequestId").GetString()!;
        Assert.Equal($$$"""{"Response":{"RequestId":"{{{id}}}"}}""", reply.Body);
    }

    [Fact]
    public async Task Text_beyond_ascii_is_not_escaped_and_null_members_are_left_out()
    {
        var reply = await _client.SendAsync(_client.Post("""{"Text":"安全组 <ü> \ud83d\ude00"}"""));
        Assert.Contains("安全组 <ü> ", reply.Body, StringComparison.Ordinal);
        Assert.Equal("安全组 <ü> 😀", reply.Text);
        Assert.DoesNotContain("Number", reply.Body, StringComparison.Ordinal);
        Assert.NotEqual('\uFEFF', reply.Body[0]);
    }

    [Theory]
    [InlineData("Throw", "2017-03-12")]
    [InlineData("Unknown", "2026-11-01")]
    public async Task A_bug_is_an_internal_error_that_tells_nothing_and_is_logged_with_its_request_id(string action, string version)
    {
        var request = _client.Post("{}", action);
        ApiClient.Replace(request, "X-TC-Version", version);
        var reply = await _client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal("InternalError", reply.Code);
        Assert.DoesNotContain("secret cause", reply.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", reply.Body, StringComparison.Ordinal);
        string id = reply.Response.GetProperty("RequestId").GetString()!;
        Assert.Contains(server.Log, line => line.Contains(id, StringComparison.Ordinal) && line.Contains("   at ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("1999-01-01", "Echo", "NoSuchVersion")]
    [InlineData("2017-03-12", "echo", "InvalidAction")]
    [InlineData("2026-11-01", "Echo", "InvalidAction")]
    public async Task Actions_are_found_by_version_and_exact_name(string version, string action, string code)
    {
        var request = _client.Post("{}", action);
        ApiClient.Replace(request, "X-TC-Version", version);
        Assert.Equal(code, await _client.CodeAsync(request));
    }

    [Theory]
    [InlineData(null, "ap-guangzhou")]
    [InlineData("", "ap-guangzhou")]
    [InlineData("eu-frankfurt", "eu-frankfurt")]
    [InlineData("ap-shenzhen-fsi", "ap-shenzhen-fsi")]
    [InlineData("my-cellar", "my-cellar")]
    [InlineData("mars-1", null)]
    [InlineData("AP-GUANGZHOU", null)]
    public async Task Regions_are_the_vendors_and_our_own(string? asked, string? served)
    {
        var request = _client.Post("{}");
        if (asked is not null)
            request.Headers.TryAddWithoutValidation("X-TC-Region", asked);
        var reply = await _client.SendAsync(request);
        if (served is null)
            Assert.Equal("UnsupportedRegion", reply.Code);
        else
            Assert.Equal(served, reply.Response.GetProperty("Region").GetString());
    }

    [Fact]
    public async Task Other_paths_are_not_found_in_the_same_envelope()
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        using var response = await http.GetAsync(new Uri("/admin", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("InvalidAction", body, StringComparison.Ordinal);
        Assert.Contains("RequestId", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_is_told_to_anyone()
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        var healthz = new Uri("/healthz", UriKind.Relative);
        Assert.Equal("""{"Status":"ok","Revision":7,"EnforcedRevision":6}""", await http.GetStringAsync(healthz, TestContext.Current.CancellationToken));
        server.Health = ServerHealth.Failing(7, 6, "no kernel");
        using var failing = await http.GetAsync(healthz, TestContext.Current.CancellationToken);
        server.Health = ServerHealth.Ok(7, 6);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, failing.StatusCode);
        Assert.Contains("no kernel", await failing.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
