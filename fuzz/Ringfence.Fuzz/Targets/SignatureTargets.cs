using System.Text;
using Microsoft.AspNetCore.Http;
using Ringfence.Api.Credentials;
using Ringfence.Api.Http;
using Ringfence.Contracts.Signing;

namespace Ringfence.Fuzz.Targets;

/// <summary>The readers of signatures.</summary>
internal static class SignatureTargets
{
    private const string Signature = "72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168";

    private static readonly KeyRing Keys = new(new KeyPair("AKIDfuzz", "secret", "1"));

    public static FuzzTarget Tc3 { get; } = new(
        "signature-tc3",
        [
            $"TC3-HMAC-SHA256 Credential=AKIDfuzz/2023-11-14/vpc/tc3_request, SignedHeaders=content-type;host, Signature={Signature}",
            $"TC3-HMAC-SHA256  Credential=AKIDfuzz/2023-11-14/127/tc3_request,SignedHeaders=content-type;host;x-tc-action,Signature={Signature}",
            "SKIP",
        ],
        ["TC3-HMAC-SHA256", "Credential=", "SignedHeaders=", "Signature=", "/tc3_request", "/", ",", ";", " ", "host", "content-type", "2023-11-14"],
        static bytes =>
        {
            string header = Encoding.UTF8.GetString(bytes);
            var headers = new HeaderDictionary
            {
                ["Authorization"] = header,
                ["X-TC-Action"] = "A",
                ["X-TC-Version"] = "2017-03-12",
                ["X-TC-Timestamp"] = "1700000000",
                ["Host"] = "vpc.tencentcloudapi.com",
                ["Content-Type"] = "application/json",
            };
            bool wellFormed = Tc3Authorization.TryParse(header, out _, out string fault);
            var request = Tc3Request.Read(headers, Keys, FixedClock.Instance, out var error);
            Check.That(request is null == error is not null, "A request that is not read has a reason.");
            Check.That(request is null || wellFormed, "A request is read only when its header is.");
            if (request is null)
                return Check.Answer(1, fault + error!.Code);
            var answer = request.Authenticate("POST", "", "{}"u8);
            Check.That(answer.Pair is null, "Nobody guesses a signature.");
            return Check.Answer(2, answer.Error!.Code);
        });

    public static FuzzTarget V1 { get; } = new(
        "signature-v1",
        ["Action=A&Version=2017-03-12&Timestamp=1700000000&Nonce=1&SecretId=AKIDfuzz&SignatureMethod=HmacSHA256&Signature=3Zo8x2T9nbL1kQ==&Region="],
        ["Action", "Version", "Timestamp", "Nonce", "SecretId", "SignatureMethod", "HmacSHA1", "Signature=", "Token=", "=", "&", "%3D", "+", "1700000000"],
        static bytes =>
        {
            if (!FormText.TryParse(Encoding.UTF8.GetString(bytes), out var parameters, out _))
                return 0;
            var answer = V1Request.Authenticate("GET", "vpc.tencentcloudapi.com", parameters, Keys, FixedClock.Instance, out _);
            Check.That(answer.Pair is null, "Nobody guesses a signature.");
            return Check.Answer(1, answer.Error!.Message);
        });

    private sealed class FixedClock : TimeProvider
    {
        public static FixedClock Instance { get; } = new();

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(1700000000);
    }
}
