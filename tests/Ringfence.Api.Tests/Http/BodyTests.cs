using System.Text;
using Ringfence.Api.Http;

namespace Ringfence.Api.Tests.Http;

public sealed class BodyTests(TestServer server) : IClassFixture<TestServer>, IDisposable
{
    private readonly ApiClient _client = new(server);

    public static TheoryData<string, string> BrokenBodies => new()
    {
        { "{", "InvalidParameter" },
        { "nonsense", "InvalidParameter" },
        { "[]", "InvalidParameter" },
        { "\"text\"", "InvalidParameter" },
        { "null", "InvalidParameter" },
        { "{}{}", "InvalidParameter" },
        { """{"Text":"a","Text":"b"}""", "InvalidParameter" },
        { """{"Filters":[{"Name":"a","Name":"b"}]}""", "InvalidParameter" },
        { """{"Text":"\ud800"}""", "InvalidParameter" },
        { """{"Text":"\udc00\ud800"}""", "InvalidParameter" },
        { """{"Text":"\ud800\u0041"}""", "InvalidParameter" },
        { """{"\ud800":1}""", "InvalidParameter" },
        { """{"Text":{}}""", "InvalidParameter" },
        { """{"Number":"x"}""", "InvalidParameter" },
        { """{"Number":1.5}""", "InvalidParameter" },
        { """{"Number":99999999999999999999}""", "InvalidParameter" },
        { """{"Flag":"yes"}""", "InvalidParameter" },
        { """{"Items":{}}""", "InvalidParameter" },
        { """{"Items":[{}]}""", "InvalidParameter" },
        { """{"Filters":["x"]}""", "InvalidParameter" },
        { """{"Txet":"a"}""", "UnknownParameter" },
    };

    public void Dispose() => _client.Dispose();

    [Theory]
    [MemberData(nameof(BrokenBodies))]
    public async Task Broken_bodies_have_their_codes(string body, string code) => Assert.Equal(code, await _client.CodeAsync(_client.Post(body)));

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n")]
    [InlineData("{}")]
    [InlineData("""{"Text":null}""")]
    [InlineData("""{"Text":"a\\ud800 \\\\ \"\u0041"}""")]
    [InlineData("""{"Number":"1","Flag":"TRUE","Items":[1,true,"x"]}""")]
    [InlineData("""{"Number":"","Filters":[{"Name":"a","Unheard":{}}]}""")]
    public async Task Bodies_that_clients_send_are_accepted(string body) => Assert.Equal("", await _client.CodeAsync(_client.Post(body)));

    [Fact]
    public async Task Bytes_that_are_no_utf8_are_refused() =>
        Assert.Equal("InvalidParameter", await _client.CodeAsync(_client.Post([.. "{\"Text\":\""u8, 0xff, .. "\"}"u8])));

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    public async Task Ten_thousand_levels_are_refused(string open, string close)
    {
        string nest = string.Concat(Enumerable.Repeat(open, 10_000)) + "1" + string.Concat(Enumerable.Repeat(close, 10_000));
        Assert.Equal("InvalidParameter", await _client.CodeAsync(_client.Post($$"""{"Filters":{{nest}}}""")));
    }

    [Fact]
    public async Task A_million_elements_are_only_a_matter_of_size()
    {
        var reply = await _client.SendAsync(_client.Post($$"""{"Items":[{{string.Join(',', Enumerable.Repeat("\"a\"", 1_000_000))}}]}"""));
        Assert.Equal(1_000_000, reply.Response.GetProperty("Count").GetInt32());
    }

    [Fact]
    public async Task A_million_faults_make_a_short_answer()
    {
        var reply = await _client.SendAsync(_client.Post($$"""{"Items":[{{string.Join(',', Enumerable.Repeat("{}", 1_000_000))}}]}"""));
        Assert.Equal("InvalidParameter", reply.Code);
        Assert.InRange(reply.Body.Length, 100, 4000);
    }

    [Fact]
    public async Task Ten_megabytes_are_accepted_and_one_byte_more_is_not()
    {
        byte[] body = new byte[RequestLimits.Body];
        Array.Fill(body, (byte)' ');
        "{\"Text\":\"big\"}"u8.CopyTo(body);
        Assert.Equal("big", (await _client.SendAsync(_client.Post(body))).Text);
        Assert.Equal("RequestSizeLimitExceeded", await _client.CodeAsync(_client.Post([.. body, (byte)' '])));
    }

    [Fact]
    public async Task A_chunked_body_over_the_limit_is_refused()
    {
        byte[] body = new byte[RequestLimits.Body + 1];
        var request = _client.Post(body);
        request.Headers.TransferEncodingChunked = true;
        Assert.Equal("RequestSizeLimitExceeded", await _client.CodeAsync(request));
        request = _client.Post("""{"Text":"pieces"}""");
        request.Headers.TransferEncodingChunked = true;
        Assert.Equal("pieces", (await _client.SendAsync(request)).Text);
    }

    [Fact]
    public async Task A_v1_form_over_one_megabyte_is_refused()
    {
        async Task<string> CodeOf(int length)
        {
            var parameters = _client.SignV1("POST", "", ("Text", new string('a', length)));
            return await _client.CodeAsync(new HttpRequestMessage(HttpMethod.Post, "/") { Content = new FormUrlEncodedContent(parameters) });
        }

        Assert.Equal("", await CodeOf(RequestLimits.FormBody - 1000));
        Assert.Equal("RequestSizeLimitExceeded", await CodeOf(RequestLimits.FormBody));
    }

    [Fact]
    public async Task A_query_over_32_kilobytes_is_refused()
    {
        Assert.Equal("", await _client.CodeAsync(_client.Get("Text=" + new string('a', RequestLimits.Query - 5))));
        Assert.Equal("RequestSizeLimitExceeded", await _client.CodeAsync(_client.Get("Text=" + new string('a', RequestLimits.Query - 4))));
    }

    [Theory]
    [InlineData("Filters.0.Name=zone&Filters.0.Values.0=a&Filters.0.Values.1=b", "zone=a,b;")]
    [InlineData("Filters.1.Name=zone&Filters.1.Values.1=a&Filters.1.Values.2=b", "zone=a,b;")]
    [InlineData("Filters.0.Values.10=b&Filters.0.Values.9=a&Filters.0.Name=zone", "zone=a,b;")]
    [InlineData("Filters.999999999.Name=z&Filters.5.Name=y", "y=;z=;")]
    [InlineData("Text=a+b%20c%2B", "a b c+")]
    [InlineData("Text=x&Number=7&Flag=True", "x")]
    [InlineData("&&Text=x&", "x")]
    public async Task A_signed_get_has_its_parameters_in_the_query(string query, string text) =>
        Assert.Equal(text, (await _client.SendAsync(_client.Get(query))).Text);

    [Theory]
    [InlineData("Text=a&Text=b", "InvalidParameter")]
    [InlineData("Text=a&Text.0=b", "InvalidParameter")]
    [InlineData("Filters.0.Name=b&Filters.0=a", "InvalidParameter")]
    [InlineData("Items.0=a&Items.00=b", "InvalidParameter")]
    [InlineData("Items.x=a", "InvalidParameter")]
    [InlineData("Items.99999999999999999999=a", "InvalidParameter")]
    [InlineData("Txet=a", "UnknownParameter")]
    public async Task A_query_that_contradicts_itself_is_refused(string query, string code) => Assert.Equal(code, await _client.CodeAsync(_client.Get(query)));

    [Fact]
    public async Task A_query_nested_too_deeply_is_refused() =>
        Assert.Equal("InvalidParameter", await _client.CodeAsync(_client.Get("Items" + string.Concat(Enumerable.Repeat(".0", 5000)) + "=a")));

    [Fact]
    public async Task Multipart_parts_are_parameters_with_json_where_they_say_so()
    {
        const string Body = "--bOUNd\r\nContent-Disposition: form-data; name=\"Number\"\r\n\r\n5\r\n" +
            "--bOUNd\r\nContent-Disposition: form-data; name=\"Filters\"\r\nContent-Type: application/json\r\n\r\n[{\"Name\":\"zone\",\"Values\":[\"a\"]}]\r\n--bOUNd--\r\n";
        var reply = await _client.SendAsync(_client.Post(Encoding.UTF8.GetBytes(Body), contentType: "multipart/form-data; boundary=bOUNd"));
        Assert.Equal("zone=a;", reply.Text);
        Assert.Equal(5, reply.Response.GetProperty("Number").GetInt64());
    }

    [Theory]
    [InlineData("multipart/form-data", "x")]
    [InlineData("multipart/form-data; boundary=b", "no part")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data\r\n\r\n5\r\n--b--\r\n")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"Text\"\r\nContent-Type: application/json\r\n\r\n{\r\n--b--\r\n")]
    public async Task Malformed_multipart_is_an_invalid_request(string contentType, string body) =>
        Assert.Equal("InvalidRequest", await _client.CodeAsync(_client.Post(Encoding.UTF8.GetBytes(body), contentType: contentType)));

    [Theory]
    [InlineData("application/json; charset=utf-8", "")]
    [InlineData("Application/JSON", "")]
    [InlineData("text/plain", "InvalidParameter")]
    [InlineData("application/jsonp", "InvalidParameter")]
    public async Task Content_types_other_than_the_documented_ones_are_refused(string contentType, string code) =>
        Assert.Equal(code, await _client.CodeAsync(_client.Post("{}"u8.ToArray(), contentType: contentType)));
}
