using CsCheck;
using Ringfence.Contracts.Signing;

namespace Ringfence.Contracts.Tests.Signing;

public class Tc3AuthorizationTests
{
    [Theory]
    [InlineData("TC3-HMAC-SHA256 Credential=AKID/2019-02-25/cvm/tc3_request, SignedHeaders=content-type;host, Signature=ab")]
    [InlineData("TC3-HMAC-SHA256  Credential=AKID/2019-02-25/cvm/tc3_request, SignedHeaders=content-type;host, Signature=ab")]
    [InlineData("  TC3-HMAC-SHA256\tCredential=AKID/2019-02-25/cvm/tc3_request,SignedHeaders=content-type;host,\t Signature=ab  ")]
    [InlineData("TC3-HMAC-SHA256 Signature=ab, SignedHeaders=content-type;host, Credential=AKID/2019-02-25/cvm/tc3_request")]
    public void Whitespace_and_order_are_free(string header)
    {
        Assert.True(Tc3Authorization.TryParse(header, out var authorization, out _));
        Assert.Equal("AKID", authorization.SecretId.ToString());
        Assert.Equal("2019-02-25", authorization.Date.ToString());
        Assert.Equal("cvm", authorization.Service.ToString());
        Assert.Equal("content-type;host", authorization.SignedHeaders.ToString());
        Assert.Equal("ab", authorization.Signature.ToString());
    }

    [Theory]
    [InlineData("localhost:5000")]
    [InlineData("127")]
    [InlineData("")]
    [InlineData("a/b")]
    public void Service_is_whatever_the_client_wrote(string service)
    {
        Assert.True(Tc3Authorization.TryParse(
            $"TC3-HMAC-SHA256 Credential=AKID/2019-02-25/{service}/tc3_request, SignedHeaders=content-type;host, Signature=ab", out var authorization, out _));
        Assert.Equal(service, authorization.Service.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("SKIP")]
    [InlineData("TC3-HMAC-SHA256")]
    [InlineData("TC3-HMAC-SHA256 ")]
    [InlineData("TC3-HMAC-SHA256Credential=AKID/2019-02-25/cvm/tc3_request, SignedHeaders=content-type;host, Signature=ab")]
    [InlineData("TC3-HMAC-SHA512 Credential=AKID/2019-02-25/cvm/tc3_request, SignedHeaders=content-type;host, Signature=ab")]
    [InlineData("TC3-HMAC-SHA256 Credential=AKID/2019-02-25/cvm/tc3_request, SignedHeaders=content-type;host")]
    [InlineData("TC3-HMAC-SHA256 Credential=AKID/2019-02-25/cvm/tc3_request, Signature=ab")]
    [InlineData("TC3-HMAC-SHA256 SignedHeaders=content-type;host, Signature=ab")]
    [InlineData("TC3-HMAC-SHA256 Credential=AKID/2019-02-25/cvm, SignedHeaders=content-type;host, Signature=ab")]
    [InlineData("TC3-HMAC-SHA256 Credential=AKID/2019-02-25/tc3_request, SignedHeaders=content-type;host, Signature=ab")]
    [InlineData("TC3-HMAC-SHA256 Credential=/2019-02-25/cvm/tc3_request, SignedHeaders=content-type;host, Signature=ab")]
    [InlineData("TC3-HMAC-SHA256 Credential=AKID/2019-02-25/cvm/aws4_request, SignedHeaders=content-type;host, Signature=ab")]
    [InlineData("TC3-HMAC-SHA256 Credential=AKID/2019-02-25/cvm/tc3_request, SignedHeaders=host, Signature=ab")]
    [InlineData("TC3-HMAC-SHA256 Credential=AKID/2019-02-25/cvm/tc3_request, SignedHeaders=content-type, Signature=ab")]
    [InlineData("TC3-HMAC-SHA256 Credential=AKID/2019-02-25/cvm/tc3_request, SignedHeaders=content-type;hosts, Signature=ab")]
    [InlineData("TC3-HMAC-SHA256 Credential=A/2019-02-25/cvm/tc3_request, Credential=B/2019-02-25/cvm/tc3_request, SignedHeaders=content-type;host, Signature=a")]
    [InlineData("TC3-HMAC-SHA256 Credential=AKID/2019-02-25/cvm/tc3_request, SignedHeaders=content-type;host, Signature=ab, Extra=1")]
    public void Malformed_headers_are_refused_with_a_reason(string header)
    {
        Assert.False(Tc3Authorization.TryParse(header, out _, out string fault));
        Assert.NotEmpty(fault);
    }

    [Fact]
    public void Hostile_headers_never_throw()
    {
        string[] pieces =
            ["TC3-HMAC-SHA256", " ", ",", "=", "/", ";", "Credential", "SignedHeaders", "Signature", "host", "content-type", "tc3_request", "a"];
        Gen.Int[0, pieces.Length - 1].Array[0, 25].Sample(chosen =>
        {
            string header = string.Concat(chosen.Select(index => pieces[index]));
            if (Tc3Authorization.TryParse(header, out var authorization, out _))
                _ = authorization.SecretId.Length + authorization.Date.Length + authorization.Service.Length + authorization.Signature.Length;
        });
    }
}
