using System.Text;
using Ringfence.Contracts.Signing;

namespace Ringfence.Api.Tests.Http;

public sealed class AuthenticationTests(TestServer server) : IClassFixture<TestServer>, IDisposable
{
    private readonly ApiClient _client = new(server);

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task A_signed_post_is_answered_for_its_key_pair()
    {
        var reply = await _client.SendAsync(_client.Post("""{"Text":"hello"}"""));
        Assert.Equal("hello", reply.Text);
        Assert.Equal(TestServer.SecretId, reply.Response.GetProperty("SecretId").GetString());
        Assert.Equal("100000000001", reply.Response.GetProperty("Account").GetString());
    }

    [Fact]
    public async Task A_changed_body_is_refused() => await RefusedAsync("AuthFailure.SignatureFailure", request => request.Content = Json("""{"Text":"other"}"""));

    [Fact]
    public async Task Another_key_is_refused() =>
        Assert.Equal("AuthFailure.SignatureFailure", await _client.CodeAsync(_client.Post("{}"u8.ToArray(), secretKey: "wrong")));

    [Fact]
    public async Task An_unknown_id_is_refused() =>
        Assert.Equal("AuthFailure.SecretIdNotFound", await _client.CodeAsync(_client.Post("{}"u8.ToArray(), secretId: "AKIDnobody")));

    [Theory]
    [InlineData(-301, "AuthFailure.SignatureExpire")]
    [InlineData(301, "AuthFailure.SignatureExpire")]
    [InlineData(-300, "")]
    [InlineData(300, "")]
    [InlineData(-1700000000, "AuthFailure.SignatureExpire")]
    public async Task Signatures_are_good_for_five_minutes_both_ways(long offset, string code) =>
        Assert.Equal(code, await _client.CodeAsync(_client.Post("{}"u8.ToArray(), timestamp: _client.Now + offset)));

    [Theory]
    [InlineData("9223372036854775807", "AuthFailure.SignatureExpire")]
    [InlineData("99999999999999999999", "InvalidParameter")]
    [InlineData("-1", "InvalidParameter")]
    [InlineData("soon", "InvalidParameter")]
    [InlineData(null, "MissingParameter")]
    public async Task Odd_timestamps_are_refused(string? timestamp, string code) =>
        await RefusedAsync(code, request => ApiClient.Replace(request, "X-TC-Timestamp", timestamp));

    [Fact]
    public async Task A_timestamp_other_than_the_signed_one_is_refused() =>
        await RefusedAsync("AuthFailure.SignatureFailure", request => ApiClient.Replace(request, "X-TC-Timestamp", "1700000001"));

    [Fact]
    public async Task A_date_that_is_not_the_timestamps_is_refused() => await RefusedAsync(
        "AuthFailure.SignatureFailure",
        request => ApiClient.Replace(request, "Authorization", request.Headers.GetValues("Authorization").Single().Replace("2023-11-14", "2023-11-15", StringComparison.Ordinal)));

    [Theory]
    [InlineData("SKIP", "AuthFailure.InvalidAuthorization")]
    [InlineData("TC3-HMAC-SHA256 nonsense", "AuthFailure.InvalidAuthorization")]
    [InlineData("Bearer x", "AuthFailure.InvalidAuthorization")]
    [InlineData(null, "MissingParameter")]
    public async Task Headers_that_are_no_authorization_are_refused(string? authorization, string code) =>
        await RefusedAsync(code, request => ApiClient.Replace(request, "Authorization", authorization));

    [Theory]
    [InlineData("X-TC-Action")]
    [InlineData("X-TC-Version")]
    public async Task Common_parameters_must_be_there(string header) =>
        await RefusedAsync("MissingParameter", request => ApiClient.Replace(request, header, null));

    [Fact]
    public async Task A_temporary_token_is_refused() =>
        await RefusedAsync("AuthFailure.TokenFailure", request => request.Headers.TryAddWithoutValidation("X-TC-Token", "t"));

    [Fact]
    public async Task Two_spaces_after_the_algorithm_are_fine_as_the_dotnet_sdk_sends_them() => await AcceptedAsync(request => ApiClient.Replace(
        request, "Authorization", request.Headers.GetValues("Authorization").Single().Replace("SHA256 Credential", "SHA256  Credential", StringComparison.Ordinal)));

    [Fact]
    public async Task Node_signs_the_host_without_its_port_and_a_service_of_127() =>
        Assert.Equal("", await _client.CodeAsync(_client.Post("{}"u8.ToArray(), signedHost: "127.0.0.1", service: "127")));

    [Fact]
    public async Task Dotnet_takes_host_and_port_for_the_service() =>
        Assert.Equal("", await _client.CodeAsync(_client.Post("{}"u8.ToArray(), service: server.Host)));

    [Fact]
    public async Task A_body_left_out_of_the_signature_is_accepted_when_declared_so()
    {
        var request = _client.Post("""{"Text":"free"}""");
        request.Headers.TryAddWithoutValidation("X-TC-Content-SHA256", "UNSIGNED-PAYLOAD");
        var headers = new RequiredHeaders(ApiClient.JsonType, server.Host);
        ApiClient.Replace(request, "Authorization", Tc3Signer.Authorize(
            TestServer.SecretId, TestServer.SecretKey, "vpc", _client.Now, headers, RequiredHeaders.Names, "POST", "", Tc3Payload.UnsignedHash));
        Assert.Equal("free", (await _client.SendAsync(request)).Text);
    }

    [Fact]
    public async Task The_signature_comes_before_version_action_region_and_parameters()
    {
        await RefusedAsync("AuthFailure.SignatureFailure", request =>
        {
            ApiClient.Replace(request, "X-TC-Version", "1999-01-01");
            ApiClient.Replace(request, "X-TC-Region", "nowhere");
            request.Content = Json("{broken");
        });
    }

    [Theory]
    [InlineData("")]
    [InlineData("HmacSHA1")]
    [InlineData("HmacSHA256")]
    public async Task V1_signatures_are_accepted_in_a_get(string algorithm)
    {
        var parameters = _client.SignV1("GET", algorithm, ("Text", "a b+c&d=ü"), ("Number", "5"));
        using var form = new FormUrlEncodedContent(parameters);
        string query = await form.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var reply = await _client.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/?" + query));
        Assert.Equal("a b+c&d=ü", reply.Text);
        Assert.Equal("ap-shanghai", reply.Response.GetProperty("Region").GetString());
        reply = await _client.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/?" + query.Replace("Number=5", "Number=6", StringComparison.Ordinal)));
        Assert.Equal("AuthFailure.SignatureFailure", reply.Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HmacSHA256")]
    public async Task V1_signatures_are_accepted_in_a_post(string algorithm)
    {
        var parameters = _client.SignV1("POST", algorithm, ("Filters.0.Name", "zone"), ("Filters.0.Values.0", "x"));
        var reply = await _client.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/?") { Content = new FormUrlEncodedContent(parameters) });
        Assert.Equal("zone=x;", reply.Text);
    }

    [Theory]
    [InlineData("Timestamp", "1", "AuthFailure.SignatureExpire")]
    [InlineData("Timestamp", "x", "InvalidParameter")]
    [InlineData("Timestamp", "", "MissingParameter")]
    [InlineData("Nonce", "-1", "InvalidParameter")]
    [InlineData("Nonce", "", "MissingParameter")]
    [InlineData("SecretId", "AKIDnobody", "AuthFailure.SecretIdNotFound")]
    [InlineData("Signature", "AAAA", "AuthFailure.SignatureFailure")]
    [InlineData("Signature", "", "MissingParameter")]
    [InlineData("Action", "", "MissingParameter")]
    [InlineData("Version", "", "MissingParameter")]
    public async Task V1_faults_have_their_codes(string name, string value, string code)
    {
        var parameters = _client.SignV1("POST", "").Select(parameter => parameter.Key == name ? KeyValuePair.Create(name, value) : parameter);
        Assert.Equal(code, await _client.CodeAsync(new HttpRequestMessage(HttpMethod.Post, "/") { Content = new FormUrlEncodedContent(parameters) }));
    }

    [Theory]
    [InlineData("Token", "t", "AuthFailure.TokenFailure")]
    [InlineData("SignatureMethod", "HmacMD5", "InvalidParameter")]
    [InlineData("Nonce", "2", "InvalidParameter")]
    public async Task V1_additions_have_their_codes(string name, string value, string code)
    {
        var parameters = _client.SignV1("POST", "").Append(KeyValuePair.Create(name, value));
        Assert.Equal(code, await _client.CodeAsync(new HttpRequestMessage(HttpMethod.Post, "/") { Content = new FormUrlEncodedContent(parameters) }));
    }

    private static ByteArrayContent Json(string body)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", ApiClient.JsonType);
        return content;
    }

    private async Task RefusedAsync(string code, Action<HttpRequestMessage> bend)
    {
        var request = _client.Post("{}");
        bend(request);
        Assert.Equal(code, await _client.CodeAsync(request));
    }

    private Task AcceptedAsync(Action<HttpRequestMessage> bend) => RefusedAsync("", bend);
}
