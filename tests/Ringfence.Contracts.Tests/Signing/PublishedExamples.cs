using System.Security.Cryptography;
using System.Text;
using Ringfence.Contracts.Signing;

namespace Ringfence.Contracts.Tests.Signing;

/// <summary>A request whose canonical hash and signature are published or were computed elsewhere (reference E.4, Appendix 3.1).</summary>
public sealed record PublishedExample(
    string Name,
    string Method,
    string Query,
    string ContentType,
    string Host,
    string? ActionHeader,
    byte[] PayloadHash,
    long Timestamp,
    string Date,
    string Service,
    string SecretKey,
    string CanonicalHash,
    string Signature) : ISignedHeaders
{
    public const string SecretId = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE";
    public const string ExampleKey = "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE";

    private const string CvmBody = """{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}""";

    public static IReadOnlyList<PublishedExample> All { get; } =
    [
        Cvm("POST", null, ExampleKey,
            "5ffe6a04c0664d6b969fab9a13bdab201d63ee709638e2749d62a09ca18d7031",
            "72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168"),
        Cvm("POST with x-tc-action, masked key", "DescribeInstances", "Gu5t9xGARNpq86cd98joQYCN3*******",
            "7019a55be8395899b900fb5564e4200d984910f34794a27cb3fb7d10ff6a1e84",
            "be4f67d323c78ab9acb7395e43c0dbcf822a9cfac32fea2449a7bc7726b770a3"),
        Cvm("POST with x-tc-action", "DescribeInstances", ExampleKey,
            "7019a55be8395899b900fb5564e4200d984910f34794a27cb3fb7d10ff6a1e84",
            "644be983de9a8a3f00db8eadaba61467c3b429e2215758ba897b738ca469fd26"),
        new("GET", "GET", "Limit=10&Offset=0", "application/x-www-form-urlencoded", "cvm.tencentcloudapi.com", null, Tc3Payload.EmptyHash.ToArray(),
            1539084154, "2018-10-09", "cvm", ExampleKey,
            "91c9c192c14460df6c1ffc69e34e6c5e90708de2a6d282cccf957dbf1aa7f3a7",
            "5da7a33f6993f0614b047e5df4582db9e9bf4672ba50567dba16c6ccf174c474"),
        Vpc("VPC empty object", "vpc.tencentcloudapi.com", "vpc", null, Sha256("{}"),
            "47fe372f9e0d2c27d5a005c0b50459dee3e6ac0f36778066e951f132d98f3931",
            "ab1cd90e1b27c254972c7dd133bf8f8343d710e434ff0aa9d3cc3c2a2335b22d"),
        Vpc("VPC unsigned payload", "vpc.tencentcloudapi.com", "vpc", null, Tc3Payload.UnsignedHash.ToArray(),
            "ed3662db8689757debb18492b9b1e886dd6e77b871c8d128b8968df2a53132ca",
            "bace591d6f20bd6fa9b0a503bf0ac9a5d3c88706b3de0af15c35cc8c5720db64"),
        Vpc("VPC with x-tc-action", "vpc.tencentcloudapi.com", "vpc", "DescribeSecurityGroups", Sha256("""{"SecurityGroupIds":["sg-ohuuioma"]}"""),
            "a4c6349d0bd264a7a2433b2f4d7aaa5883e0542a6e1281bd5c6e352ff06ed245",
            "11d09f51fecd9bb944c8af393f2cd687c1f810755ae7a7f9e125b4cefcc43f8c"),
        Vpc(".NET against a local port", "localhost:5000", "localhost:5000", null, Sha256("{}"),
            "7123828f02b9a35e43be43f4393be283630a6a2dff2af79033d37ce8733e9713",
            "40b92ce9023603d1b7376760fb43d4dae6d17ef4d152807f5c31c25d57a101e0"),
    ];

    public string SignedHeaders => ActionHeader is null ? RequiredHeaders.Names : RequiredHeaders.Names + ";x-tc-action";

    public string Authorization => $"TC3-HMAC-SHA256 Credential={SecretId}/{Date}/{Service}/tc3_request, SignedHeaders={SignedHeaders}, Signature={Signature}";

    public byte[] KeyBytes => Encoding.UTF8.GetBytes(SecretKey);

    public Tc3Message Message => new()
    {
        Method = Method,
        Query = Query,
        SignedHeaders = SignedHeaders,
        PayloadHash = PayloadHash,
        Timestamp = Timestamp,
        Date = Date,
        Service = Service,
    };

    public string? Find(ReadOnlySpan<char> name) => name switch
    {
        "content-type" => ContentType,
        "host" => Host,
        "x-tc-action" => ActionHeader,
        _ => null,
    };

    public override string ToString() => Name;

    public static byte[] Sha256(string body) => SHA256.HashData(Encoding.UTF8.GetBytes(body));

    private static PublishedExample Cvm(string name, string? action, string key, string canonicalHash, string signature) =>
        new(name, "POST", "", "application/json; charset=utf-8", "cvm.tencentcloudapi.com", action, Sha256(CvmBody), 1551113065, "2019-02-25", "cvm", key,
            canonicalHash, signature);

    private static PublishedExample Vpc(string name, string host, string service, string? action, byte[] payload, string canonicalHash, string signature) =>
        new(name, "POST", "", "application/json", host, action, payload, 1700000000, "2023-11-14", service, ExampleKey, canonicalHash, signature);
}
