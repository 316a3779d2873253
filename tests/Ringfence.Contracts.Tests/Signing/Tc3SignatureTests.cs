using System.Text;
using Ringfence.Contracts.Signing;

namespace Ringfence.Contracts.Tests.Signing;

public class Tc3SignatureTests
{
    public static TheoryData<int> Examples => [.. Enumerable.Range(0, PublishedExample.All.Count)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Canonical_hash_is_the_published_one(int index)
    {
        var example = PublishedExample.All[index];
        byte[] hash = new byte[32];
        Tc3Signature.HashCanonicalRequest(example.Message, example, HeaderCase.LowerTencentHeaders, hash);
        Assert.Equal(example.CanonicalHash, Convert.ToHexStringLower(hash));
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Signature_is_the_published_one(int index)
    {
        var example = PublishedExample.All[index];
        byte[] signature = new byte[32];
        Tc3Signature.Compute(example.Message, example, HeaderCase.LowerTencentHeaders, example.KeyBytes, signature);
        Assert.Equal(example.Signature, Convert.ToHexStringLower(signature));
    }

    [Fact]
    public void Payload_hashes_are_the_published_ones()
    {
        Assert.Equal("35e9c5b0e3ae67532d3c9f17ead6c90222632e5b1ff7f6e89887f1398934f064", Convert.ToHexStringLower(PublishedExample.All[0].PayloadHash));
        Assert.Equal("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a", Convert.ToHexStringLower(PublishedExample.Sha256("{}")));
        Assert.Equal(PublishedExample.Sha256(""), Tc3Payload.EmptyHash.ToArray());
        Assert.Equal(PublishedExample.Sha256(Tc3Payload.Unsigned), Tc3Payload.UnsignedHash.ToArray());
    }

    [Fact]
    public void Signing_key_is_the_published_one()
    {
        byte[] key = new byte[32];
        Tc3Signature.DeriveKey(Encoding.UTF8.GetBytes(PublishedExample.ExampleKey), "2019-02-25", "cvm", key);
        Assert.Equal("ac658d5dde49e9bfdd14e04e062f66b05d9f637d44b8a8d845327d4a77f666b1", Convert.ToHexStringLower(key));
    }

    [Fact]
    public void Signer_writes_the_header_of_the_published_examples()
    {
        var post = PublishedExample.All[4];
        Assert.Equal(
            post.Authorization,
            Tc3Signer.Post(PublishedExample.SecretId, post.SecretKey, post.Service, post.Timestamp, new(post.ContentType, post.Host), "{}"u8));
        var get = PublishedExample.All[3];
        Assert.Equal(
            get.Authorization,
            Tc3Signer.Get(PublishedExample.SecretId, get.SecretKey, get.Service, get.Timestamp, new(get.ContentType, get.Host), get.Query));
    }

    [Fact]
    public void A_query_and_key_longer_than_the_stack_buffer_are_signed_whole()
    {
        var headers = new RequiredHeaders("application/json", "h");
        string key = new('k', 5000);
        string query = new('q', 40_000);
        string whole = Tc3Signer.Get("id", key, "vpc", 1700000000, headers, query);
        Assert.NotEqual(whole, Tc3Signer.Get("id", key, "vpc", 1700000000, headers, query[..^1]));
        Assert.NotEqual(whole, Tc3Signer.Get("id", key[..^1], "vpc", 1700000000, headers, query));
    }
}
