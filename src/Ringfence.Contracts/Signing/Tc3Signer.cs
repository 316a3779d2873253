using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ringfence.Contracts.Signing;

/// <summary>Signs requests as the vendor's SDKs do: the headers <c>content-type</c> and <c>host</c>, the path "/", the whole body.</summary>
public static class Tc3Signer
{
    /// <summary>The Authorization header of a POST.</summary>
    /// <param name="secretId">The key pair's id.</param>
    /// <param name="secretKey">The key pair's key.</param>
    /// <param name="service">The product's name (<c>vpc</c>).</param>
    /// <param name="timestamp">The X-TC-Timestamp header, UNIX seconds.</param>
    /// <param name="headers">The headers that are sent.</param>
    /// <param name="body">The body that is sent.</param>
    public static string Post(string secretId, string secretKey, string service, long timestamp, RequiredHeaders headers, ReadOnlySpan<byte> body)
    {
        Span<byte> hash = stackalloc byte[Tc3Payload.HashSize];
        SHA256.HashData(body, hash);
        return Authorize(secretId, secretKey, service, timestamp, headers, RequiredHeaders.Names, "POST", "", hash);
    }

    /// <summary>The Authorization header of a GET.</summary>
    /// <param name="secretId">The key pair's id.</param>
    /// <param name="secretKey">The key pair's key.</param>
    /// <param name="service">The product's name (<c>vpc</c>).</param>
    /// <param name="timestamp">The X-TC-Timestamp header, UNIX seconds.</param>
    /// <param name="headers">The headers that are sent.</param>
    /// <param name="query">The query exactly as it is sent, without "?".</param>
    public static string Get(string secretId, string secretKey, string service, long timestamp, RequiredHeaders headers, string query) =>
        Authorize(secretId, secretKey, service, timestamp, headers, RequiredHeaders.Names, "GET", query, Tc3Payload.EmptyHash);

    /// <summary>The Authorization header of any request, with any signed headers (lower-case names in ASCII order, joined by ";").</summary>
    /// <param name="secretId">The key pair's id.</param>
    /// <param name="secretKey">The key pair's key.</param>
    /// <param name="service">The product's name (<c>vpc</c>).</param>
    /// <param name="timestamp">The X-TC-Timestamp header, UNIX seconds.</param>
    /// <param name="headers">The values of the signed headers; they are signed lower-cased when they are <c>x-tc-*</c>, as the vendor's page says.</param>
    /// <param name="signedHeaders">Their names.</param>
    /// <param name="method">GET or POST.</param>
    /// <param name="query">The raw query of a GET, else "".</param>
    /// <param name="payloadHash">SHA-256 of the body, or one of <see cref="Tc3Payload"/>.</param>
    public static string Authorize<THeaders>(
        string secretId,
        string secretKey,
        string service,
        long timestamp,
        THeaders headers,
        string signedHeaders,
        string method,
        string query,
        ReadOnlySpan<byte> payloadHash)
        where THeaders : ISignedHeaders
    {
        string date = DateTimeOffset.FromUnixTimeSeconds(timestamp).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var message = new Tc3Message
        {
            Method = method,
            Query = query,
            SignedHeaders = signedHeaders,
            PayloadHash = payloadHash,
            Timestamp = timestamp,
            Date = date,
            Service = service,
        };
        Span<byte> signature = stackalloc byte[Tc3Signature.Size];
        Tc3Signature.Compute(message, headers, HeaderCase.LowerTencentHeaders, Encoding.UTF8.GetBytes(secretKey), signature);
        return $"{Tc3Signature.Algorithm} Credential={secretId}/{date}/{service}/{Tc3Signature.Terminator}, " +
            $"SignedHeaders={signedHeaders}, Signature={Convert.ToHexStringLower(signature)}";
    }
}
