using Ringfence.Api.Access;

namespace Ringfence.Api.Tests.Http;

/// <summary>Roles and the audit log, at the wire.</summary>
public sealed class AuditTests(TestServer server) : IClassFixture<TestServer>, IDisposable
{
    private readonly ApiClient _client = new(server);

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task A_change_is_recorded_with_who_from_where_and_which_request_and_a_reading_is_not()
    {
        server.Audit.Records.Clear();
        await _client.SendAsync(_client.Post("{}", "DescribeNothing"));
        var reply = await _client.SendAsync(_client.Post("""{"Text":"a body that is not kept"}"""));
        var record = Assert.Single(server.Audit.Records);
        Assert.Equal((TestServer.SecretId, "127.0.0.1", "Echo", "", ""), (record.SecretId, record.RemoteAddress, record.Action, record.Code, record.Note));
        Assert.Equal(reply.Response.GetProperty("RequestId").GetString(), record.RequestId);
    }

    [Theory]
    [InlineData("Echo", """{"Nonsense":1}""", "UnknownParameter")]
    [InlineData("Echo", """{"Text":""", "InvalidParameter")]
    [InlineData("Throw", "{}", "InternalError")]
    public async Task What_is_refused_is_recorded_with_its_code(string action, string body, string code)
    {
        server.Audit.Records.Clear();
        Assert.Equal(code, await _client.CodeAsync(_client.Post(body, action)));
        var record = Assert.Single(server.Audit.Records);
        Assert.Equal((action, code), (record.Action, record.Code));
        Assert.DoesNotContain("the secret cause", record.Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_region_that_is_not_served_is_a_refused_change_too()
    {
        server.Audit.Records.Clear();
        var request = _client.Post("{}");
        request.Headers.TryAddWithoutValidation("X-TC-Region", "atlantis-1");
        Assert.Equal("UnsupportedRegion", await _client.CodeAsync(request));
        Assert.Equal("UnsupportedRegion", Assert.Single(server.Audit.Records).Code);
    }

    [Fact]
    public async Task A_role_that_does_not_allow_it_is_refused_before_anything_is_read_and_recorded()
    {
        var (key, secret) = server.Keys.Create("100000000001", Role.Reader, "", TestServer.SecretId)!.Value;
        server.Audit.Records.Clear();
        Assert.Equal("UnauthorizedOperation", await _client.CodeAsync(_client.Post("not even JSON"u8.ToArray(), secretId: key.SecretId, secretKey: secret)));
        Assert.Equal((key.SecretId, "Echo", "UnauthorizedOperation"), Assert.Single(server.Audit.Records) is var record ? (record.SecretId, record.Action, record.Code) : default);
        Assert.Equal("", await _client.CodeAsync(_client.Post("{}"u8.ToArray(), "DescribeNothing", secretId: key.SecretId, secretKey: secret)));

        server.Keys.TryUpdate("100000000001", key.SecretId, own => own with { IsActive = false }, out _);
        Assert.Equal("AuthFailure.SecretIdNotFound", await _client.CodeAsync(_client.Post("{}"u8.ToArray(), "DescribeNothing", secretId: key.SecretId, secretKey: secret)));
    }

    [Theory]
    [InlineData("""{"DryRun":true}""", "")]
    [InlineData("""{"DryRun":"true"}""", "")]
    [InlineData("""{"DryRun":false}""", "UnauthorizedOperation")]
    [InlineData("""{"DryRun":"perhaps"}""", "UnauthorizedOperation")]
    [InlineData("{}", "UnauthorizedOperation")]
    [InlineData("""{"DryRun":true,"ForceGuards":true}""", "UnauthorizedOperation")]
    public async Task A_reader_may_ask_what_a_change_would_do_but_not_make_it(string body, string code)
    {
        var (key, secret) = server.Keys.Create("100000000001", Role.Reader, "", TestServer.SecretId)!.Value;
        server.Audit.Records.Clear();
        Assert.Equal(code, await _client.CodeAsync(_client.Post(System.Text.Encoding.UTF8.GetBytes(body), "Dry", secretId: key.SecretId, secretKey: secret)));
        Assert.Equal((key.SecretId, "Dry", code), Assert.Single(server.Audit.Records) is var record ? (record.SecretId, record.Action, record.Code) : default);
    }

    [Fact]
    public async Task Who_could_not_prove_who_they_are_is_recorded_with_what_they_claimed_but_a_flood_is_not()
    {
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        server.Audit.Records.Clear();
        Assert.Equal("AuthFailure.SignatureFailure", await _client.CodeAsync(_client.Post("{}"u8.ToArray(), secretKey: "wrong")));
        Assert.Equal("AuthFailure.SecretIdNotFound", await _client.CodeAsync(_client.Post("{}"u8.ToArray(), secretId: "AKIDnobody")));
        Assert.Equal(
            [(TestServer.SecretId, "Echo", "AuthFailure.SignatureFailure"), ("AKIDnobody", "Echo", "AuthFailure.SecretIdNotFound")],
            server.Audit.Records.Select(record => (record.SecretId, record.Action, record.Code)));

        for (int i = 0; i < 40; i++)
            await _client.CodeAsync(_client.Post("{}"u8.ToArray(), secretKey: "wrong"));
        Assert.InRange(server.Audit.Records.Count, 10, 11);
    }
}
