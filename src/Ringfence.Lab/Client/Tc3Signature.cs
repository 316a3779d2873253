using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ringfence.Lab.Client;

/// <summary>
/// The client's half of TC3-HMAC-SHA256 (docs of the vendor's API 3.0), for POST with the two mandatory headers. Written apart from the server's, so that a
/// mistake in one of them shows.
/// </summary>
public static class Tc3Signature
{
    /// <summary>The value of the Authorization header.</summary>
    /// <param name="secretId">The key pair's id.</param>
    /// <param name="secretKey">The key.</param>
    /// <param name="service">The service's name.</param>
    /// <param name="host">The Host header as sent.</param>
    /// <param name="contentType">The Content-Type header as sent.</param>
    /// <param name="timestamp">The X-TC-Timestamp header.</param>
    /// <param name="body">The request's body.</param>
    public static string Authorize(
        string secretId, string secretKey, string service, string host, string contentType, DateTimeOffset timestamp, ReadOnlySpan<byte> body)
    {
        const string Headers = "content-type;host";
        string canonical = $"POST\n/\n\ncontent-type:{contentType}\nhost:{host}\n\n{Headers}\n{Hex(SHA256.HashData(body))}";
        string date = timestamp.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        string scope = $"{date}/{service}/tc3_request";
        string seconds = timestamp.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        string text = $"TC3-HMAC-SHA256\n{seconds}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        byte[] key = Encoding.UTF8.GetBytes("TC3" + secretKey);
        foreach (string part in new[] { date, service, "tc3_request" })
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        string signature = Hex(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
        return $"TC3-HMAC-SHA256 Credential={secretId}/{scope}, SignedHeaders={Headers}, Signature={signature}";
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
