using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Ringfence.Contracts.Signing;

namespace Ringfence.Api.Tests.Http;

/// <summary>What no well-behaved client library sends.</summary>
public sealed class RawSocketTests(TestServer server) : IClassFixture<TestServer>
{
    private const string Body = """{"Text":"raw"}""";

    [Fact]
    public async Task Absolute_form_as_through_a_proxy_is_accepted()
    {
        Assert.Contains("\"Text\":\"raw\"", await ExchangeAsync(Post($"http://{server.Host}/", "HTTP/1.1", server.Host)), StringComparison.Ordinal);
        string query = "Text=raw";
        var headers = new RequiredHeaders(ApiClient.FormType, "vpc.tencentcloudapi.com");
        string authorization = Tc3Signer.Get(TestServer.SecretId, TestServer.SecretKey, "vpc", 1700000000, headers, query);
        string get = $"GET http://vpc.tencentcloudapi.com/?{query} HTTP/1.1\r\nHost: vpc.tencentcloudapi.com\r\n{Common(ApiClient.FormType, authorization)}Connection: close\r\n\r\n";
        Assert.Contains("\"Text\":\"raw\"", await ExchangeAsync(get), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("//")]
    [InlineData("/?")]
    public async Task The_path_of_every_client_is_accepted(string target) =>
        Assert.Contains("\"Text\":\"raw\"", await ExchangeAsync(Post(target, "HTTP/1.1", server.Host)), StringComparison.Ordinal);

    [Fact]
    public async Task Http_1_0_is_accepted() =>
        Assert.Contains("\"Text\":\"raw\"", await ExchangeAsync(Post("/", "HTTP/1.0", server.Host)), StringComparison.Ordinal);

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    [InlineData("get")]
    public async Task Other_methods_are_an_unsupported_protocol(string method)
    {
        string answer = await ExchangeAsync($"{method} / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.Contains("UnsupportedProtocol", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Head_has_the_headers_and_no_body()
    {
        string answer = await ExchangeAsync("HEAD / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_content_type_on_the_wire_has_no_charset() =>
        Assert.Contains("\r\nContent-Type: application/json\r\n", await ExchangeAsync(Post("/", "HTTP/1.1", server.Host)), StringComparison.Ordinal);

    [Theory]
    [InlineData("X-TC-TraceId: a\rInjected: 1\r\n")]
    [InlineData("X-TC-TraceId: a\0b\r\n")]
    [InlineData("X-TC-TraceId : a\r\n")]
    public async Task Headers_that_smuggle_are_refused(string header)
    {
        string answer = await ExchangeAsync($"GET / HTTP/1.1\r\nHost: h\r\n{header}Connection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Injected", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("Content-Length: 5\r\nContent-Length: 6\r\n\r\n12345")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nzz\r\n")]
    public async Task Ambiguous_or_broken_framing_never_reaches_an_action(string rest)
    {
        string answer = await ExchangeAsync($"POST / HTTP/1.1\r\nHost: {server.Host}\r\n{Common(ApiClient.JsonType, Sign(server.Host))}Connection: close\r\n{rest}");
        Assert.DoesNotContain("\"Text\"", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-TC-Action: Nothing\r\n", "\"InvalidParameter\"")]
    [InlineData("X-TC-Version: 2026-11-01\r\n", "\"InvalidParameter\"")]
    [InlineData("X-TC-Region: ap-beijing\r\nX-TC-Region: ap-guangzhou\r\n", "\"InvalidParameter\"")]
    [InlineData("Authorization: SKIP\r\n", "\"InvalidParameter\"")]
    [InlineData("X-TC-TraceId: trace-1\r\n", "\r\nX-TC-TraceId: trace-1\r\n")]
    public async Task Headers_twice_are_refused_and_a_trace_id_is_echoed(string headers, string expected) => Assert.Contains(
        expected,
        await ExchangeAsync(Post("/", "HTTP/1.1", server.Host).Replace("X-TC-Timestamp", headers + "X-TC-Timestamp", StringComparison.Ordinal)),
        StringComparison.Ordinal);

    [Fact]
    public async Task A_trace_id_that_is_not_plain_text_is_not_echoed()
    {
        string answer = await ExchangeAsync(Post("/", "HTTP/1.1", server.Host).Replace("X-TC-Timestamp", "X-TC-TraceId: tr\u00e4ce\r\nX-TC-Timestamp", StringComparison.Ordinal));
        Assert.Contains("\"Text\":\"raw\"", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("TraceId", answer, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Headers_larger_than_their_limit_are_refused() =>
        Assert.StartsWith(
            "HTTP/1.1 431",
            await ExchangeAsync($"GET / HTTP/1.1\r\nHost: h\r\nX: {new string('a', 40_000)}\r\nConnection: close\r\n\r\n"),
            StringComparison.Ordinal);

    [Fact]
    public async Task A_client_that_leaves_in_the_middle_of_its_body_is_no_error()
    {
        int before = server.Log.Count;
        using (var socket = await ConnectAsync())
        {
            string head = $"POST / HTTP/1.1\r\nHost: {server.Host}\r\n{Common(ApiClient.JsonType, Sign(server.Host))}Content-Length: 1000\r\n\r\n{{";
            await socket.SendAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
            socket.LingerState = new LingerOption(true, 0);
        }

        Assert.Contains("\"Text\":\"raw\"", await ExchangeAsync(Post("/", "HTTP/1.1", server.Host)), StringComparison.Ordinal);
        // The pipeline has nothing to say. What Kestrel says about its connections comes when it comes, also about those of the tests before.
        Assert.Equal("", string.Join('\n', server.Log.Skip(before).Where(line => !line.StartsWith("Connection id", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task One_connection_carries_many_requests()
    {
        using var socket = await ConnectAsync();
        string kept = Post("/", "HTTP/1.1", server.Host).Replace("Connection: close\r\n", "", StringComparison.Ordinal);
        await socket.SendAsync(Encoding.ASCII.GetBytes(kept + kept + Post("/", "HTTP/1.1", server.Host)), TestContext.Current.CancellationToken);
        string answers = await ReadToEndAsync(socket);
        Assert.Equal(3, answers.Split("\"Text\":\"raw\"").Length - 1);
    }

    [Fact]
    public async Task Two_hundred_requests_at_once_are_all_answered()
    {
        using var client = new ApiClient(server);
        var replies = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => client.SendAsync(client.Post($$"""{"Number":{{i}}}"""))));
        Assert.Equal(Enumerable.Range(0, 200).Select(i => (long)i), replies.Select(reply => reply.Response.GetProperty("Number").GetInt64()));
        Assert.Equal(200, replies.Select(reply => reply.Response.GetProperty("RequestId").GetString()).Distinct().Count());
    }

    private static string Sign(string host) =>
        Tc3Signer.Post(TestServer.SecretId, TestServer.SecretKey, "vpc", 1700000000, new(ApiClient.JsonType, host), Encoding.UTF8.GetBytes(Body));

    private static string Common(string contentType, string authorization) =>
        $"X-TC-Action: Echo\r\nX-TC-Version: 2017-03-12\r\nX-TC-Timestamp: 1700000000\r\nContent-Type: {contentType}\r\nAuthorization: {authorization}\r\n";

    private static string Post(string target, string version, string host) =>
        $"POST {target} {version}\r\nHost: {host}\r\n{Common(ApiClient.JsonType, Sign(host))}" +
        string.Create(CultureInfo.InvariantCulture, $"Content-Length: {Body.Length}\r\nConnection: close\r\n\r\n{Body}");

    private async Task<string> ExchangeAsync(string request)
    {
        using var socket = await ConnectAsync();
        await socket.SendAsync(Encoding.UTF8.GetBytes(request), TestContext.Current.CancellationToken);
        return await ReadToEndAsync(socket);
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.Address.Host, server.Address.Port, TestContext.Current.CancellationToken);
        return socket;
    }

    private static async Task<string> ReadToEndAsync(Socket socket)
    {
        using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
