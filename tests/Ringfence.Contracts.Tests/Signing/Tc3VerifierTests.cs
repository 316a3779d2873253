using System.Text;
using CsCheck;
using Ringfence.Contracts.Signing;

namespace Ringfence.Contracts.Tests.Signing;

public class Tc3VerifierTests
{
    private static readonly byte[] Key = Encoding.UTF8.GetBytes(PublishedExample.ExampleKey);

    public static TheoryData<int> Examples => [.. Enumerable.Range(0, PublishedExample.All.Count)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Published_examples_verify(int index)
    {
        var example = PublishedExample.All[index];
        Assert.True(Tc3Authorization.TryParse(example.Authorization, out var authorization, out _));
        Assert.True(Verify(example, authorization, example));
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Any_flipped_digit_of_the_signature_fails(int index)
    {
        var example = PublishedExample.All[index];
        Gen.Int[0, 63].Sample(
            at =>
            {
                char[] digits = example.Signature.ToCharArray();
                digits[at] = digits[at] == '0' ? '1' : '0';
                string header = example.Authorization.Replace(example.Signature, new string(digits), StringComparison.Ordinal);
                return Tc3Authorization.TryParse(header, out var authorization, out _) && !Verify(example, authorization, example);
            },
            iter: 64);
    }

    [Fact]
    public void Each_signed_part_matters()
    {
        var example = PublishedExample.All[3];
        Assert.True(Tc3Authorization.TryParse(example.Authorization, out var authorization, out _));
        Assert.False(Verify(example with { Query = "Limit=11&Offset=0" }, authorization, example));
        Assert.False(Verify(example with { Method = "POST" }, authorization, example));
        Assert.False(Verify(example with { Timestamp = example.Timestamp + 1 }, authorization, example));
        Assert.False(Verify(example with { SecretKey = "other" }, authorization, example));
        Assert.False(Verify(example with { PayloadHash = PublishedExample.Sha256("x") }, authorization, example));
        Assert.False(Verify(example, authorization, example with { Host = "vpc.tencentcloudapi.com" }));
        Assert.False(Verify(example, authorization, example with { ContentType = "application/json" }));
        Assert.True(Tc3Authorization.TryParse(example.Authorization.Replace("/cvm/", "/vpc/", StringComparison.Ordinal), out authorization, out _));
        Assert.False(Verify(example, authorization, example));
    }

    [Theory]
    [InlineData("127.0.0.1:9510", "127.0.0.1")]
    [InlineData("[::1]:9510", "[::1]")]
    [InlineData("127.0.0.1:9510", "127.0.0.1:9510")]
    [InlineData("[::1]", "[::1]")]
    public void Host_is_signed_with_or_without_its_port(string received, string signed) =>
        Assert.True(SignedAs(new RequiredHeaders("application/json", signed), new RequiredHeaders("application/json", received)));

    [Theory]
    [InlineData("[::1]", "[:")]
    [InlineData("127.0.0.1", "127.0.0.1:9510")]
    [InlineData("127.0.0.1:9510", "127.0.0.1:9511")]
    public void Other_hosts_do_not_verify(string received, string signed) =>
        Assert.False(SignedAs(new RequiredHeaders("application/json", signed), new RequiredHeaders("application/json", received)));

    [Theory]
    [InlineData("DescribeSecurityGroups")]
    [InlineData("describesecuritygroups")]
    public void A_signed_action_verifies_lower_cased_or_unchanged(string signedValue)
    {
        var received = PublishedExample.All[6];
        var message = received.Message;
        byte[] signature = new byte[32];
        Tc3Signature.Compute(message, received with { ActionHeader = signedValue }, HeaderCase.Unchanged, Key, signature);
        Assert.True(Tc3Authorization.TryParse(
            received.Authorization.Replace(received.Signature, Convert.ToHexStringLower(signature), StringComparison.Ordinal), out var authorization, out _));
        Assert.True(Verify(received, authorization, received));
        Assert.False(Verify(received, authorization, received with { ActionHeader = "DeleteSecurityGroup" }));
    }

    [Fact]
    public void Values_lower_cased_as_the_page_says_verify()
    {
        const string Received = "multipart/form-data; boundary=AbC";
        Assert.True(SignedAs(new RequiredHeaders(Received.ToLowerInvariant(), "h"), new RequiredHeaders(Received, "h")));
    }

    [Fact]
    public void Verification_allocates_next_to_nothing()
    {
        var example = PublishedExample.All[0];
        string header = example.Authorization;
        var headers = new RequiredHeaders(example.ContentType, example.Host);
        bool Once() =>
            Tc3Authorization.TryParse(header, out var authorization, out _) &&
            Tc3Verifier.Verify(authorization, "POST", "", example.PayloadHash, example.Timestamp, headers, Key);
        for (int i = 0; i < 50; i++)
            Assert.True(Once());

        const int Rounds = 100;
        bool all = true;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Rounds; i++)
            all &= Once();
        long each = (GC.GetAllocatedBytesForCurrentThread() - before) / Rounds;
        Assert.True(all);
        Assert.InRange(each, 0, 256);
    }

    private static bool SignedAs(RequiredHeaders signed, RequiredHeaders received)
    {
        string header = Tc3Signer.Post("AKID", PublishedExample.ExampleKey, "vpc", 1700000000, signed, "{}"u8);
        return Tc3Authorization.TryParse(header, out var authorization, out _) &&
            Tc3Verifier.Verify(authorization, "POST", "", PublishedExample.Sha256("{}"), 1700000000, received, Key);
    }

    private static bool Verify(PublishedExample example, Tc3Authorization authorization, PublishedExample headers) =>
        Tc3Verifier.Verify(authorization, example.Method, example.Query, example.PayloadHash, example.Timestamp, headers, example.KeyBytes);
}
