using System.Text;
using Ringfence.Contracts.Signing;

namespace Ringfence.Contracts.Tests.Signing;

public class V1SignatureTests
{
    private const string Host = "cvm.tencentcloudapi.com";

    private static readonly byte[] Key = Encoding.UTF8.GetBytes(PublishedExample.ExampleKey);

    [Theory]
    [InlineData(V1Algorithm.HmacSha1, false, "EliP9YW3pW28FpsEdkXt/+WcGeI=")]
    [InlineData(V1Algorithm.HmacSha256, false, "bR/zQ3QqOmcEYeRv71IzG/NxfisUDgy9cqRMQC+UB5g=")]
    [InlineData(V1Algorithm.HmacSha256, true, "A8uy2/o7WBZXYCTWEFpMrVGhGBVlEGIOioeqRM+fzFs=")]
    public void Signatures_are_the_published_ones(V1Algorithm algorithm, bool withMethod, string expected)
    {
        var parameters = Parameters(PublishedExample.SecretId);
        if (withMethod)
            parameters.Add(new("SignatureMethod", "HmacSHA256"));
        Assert.Equal(expected, V1Signature.Sign(algorithm, "GET", Host, parameters, Key));
        Assert.True(V1Signature.Verify(expected, algorithm, "GET", Host, parameters, Key));
    }

    [Theory]
    [InlineData(V1Algorithm.HmacSha1, "zmmjn35mikh6pM3V7sUEuX4wyYM=")]
    [InlineData(V1Algorithm.HmacSha256, "LzvvZM+0Rl8Q51FXGiFEVp3AeXl2V8Wewa194M4b078=")]
    public void Signatures_with_the_masked_key_are_the_published_ones(V1Algorithm algorithm, string expected)
    {
        var parameters = Parameters("AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******");
        Assert.Equal(expected, V1Signature.Sign(algorithm, "GET", Host, parameters, "Gu5t9xGARNpq86cd98joQYCN3*******"u8));
    }

    [Fact]
    public void The_signature_itself_is_not_signed_and_order_does_not_matter()
    {
        var parameters = Parameters(PublishedExample.SecretId);
        parameters.Reverse();
        parameters.Add(new("Signature", "EliP9YW3pW28FpsEdkXt/+WcGeI="));
        Assert.True(V1Signature.Verify("EliP9YW3pW28FpsEdkXt/+WcGeI=", V1Algorithm.HmacSha1, "GET", Host, parameters, Key));
    }

    [Fact]
    public void Each_signed_part_matters()
    {
        const string Signature = "EliP9YW3pW28FpsEdkXt/+WcGeI=";
        var parameters = Parameters(PublishedExample.SecretId);
        Assert.False(V1Signature.Verify(Signature, V1Algorithm.HmacSha1, "POST", Host, parameters, Key));
        Assert.False(V1Signature.Verify(Signature, V1Algorithm.HmacSha256, "GET", Host, parameters, Key));
        Assert.False(V1Signature.Verify(Signature, V1Algorithm.HmacSha1, "GET", "vpc.tencentcloudapi.com", parameters, Key));
        Assert.False(V1Signature.Verify(Signature, V1Algorithm.HmacSha1, "GET", Host, parameters, "other"u8));
        for (int i = 0; i < parameters.Count; i++)
        {
            var changed = parameters.ToList();
            changed[i] = new(changed[i].Key, changed[i].Value + "0");
            Assert.False(V1Signature.Verify(Signature, V1Algorithm.HmacSha1, "GET", Host, changed, Key));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("not base64!")]
    [InlineData("EliP9YW3pW28FpsEdkXt")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Texts_that_are_no_signature_do_not_verify(string signature) =>
        Assert.False(V1Signature.Verify(signature, V1Algorithm.HmacSha1, "GET", Host, Parameters(PublishedExample.SecretId), Key));

    [Fact]
    public void Host_is_signed_with_or_without_its_port()
    {
        var parameters = Parameters(PublishedExample.SecretId);
        string signature = V1Signature.Sign(V1Algorithm.HmacSha1, "POST", "127.0.0.1", parameters, Key);
        Assert.True(V1Signature.Verify(signature, V1Algorithm.HmacSha1, "POST", "127.0.0.1:9510", parameters, Key));
    }

    private static List<KeyValuePair<string, string>> Parameters(string secretId) =>
    [
        new("Action", "DescribeInstances"),
        new("InstanceIds.0", "ins-09dx96dg"),
        new("Limit", "20"),
        new("Nonce", "11886"),
        new("Offset", "0"),
        new("Region", "ap-guangzhou"),
        new("SecretId", secretId),
        new("Timestamp", "1465185768"),
        new("Version", "2017-03-12"),
    ];
}
