using System.Buffers;
using System.Security.Cryptography;

namespace Ringfence.Contracts.Signing;

/// <summary>Checks TC3 signatures of the clients that exist (reference E.3 and E.10). Comparisons take the same time wherever the difference is.</summary>
public static class Tc3Verifier
{
    /// <summary>
    /// True when the signature is the one of this request under this key: with the Host header as received or without its port (the vendor's Node SDK), and
    /// with header values in any <see cref="HeaderCase"/>.
    /// </summary>
    /// <param name="authorization">The parsed Authorization header.</param>
    /// <param name="method">GET or POST.</param>
    /// <param name="query">The raw query of a GET; empty for POST.</param>
    /// <param name="payloadHash">SHA-256 of the body, or one of <see cref="Tc3Payload"/>.</param>
    /// <param name="timestamp">The X-TC-Timestamp header, UNIX seconds.</param>
    /// <param name="headers">The headers as received.</param>
    /// <param name="secretKey">The secret key as UTF-8.</param>
    public static bool Verify<THeaders>(
        in Tc3Authorization authorization,
        ReadOnlySpan<char> method,
        ReadOnlySpan<char> query,
        ReadOnlySpan<byte> payloadHash,
        long timestamp,
        THeaders headers,
        ReadOnlySpan<byte> secretKey)
        where THeaders : ISignedHeaders
    {
        Span<byte> given = stackalloc byte[Tc3Signature.Size];
        if (authorization.Signature.Length != 2 * Tc3Signature.Size ||
            Convert.FromHexString(authorization.Signature, given, out _, out _) != OperationStatus.Done)
        {
            return false;
        }

        var message = new Tc3Message
        {
            Method = method,
            Query = query,
            SignedHeaders = authorization.SignedHeaders,
            PayloadHash = payloadHash,
            Timestamp = timestamp,
            Date = authorization.Date,
            Service = authorization.Service,
        };
        string? host = headers.Find("host");
        string? bareHost = HostName.WithoutPort(host);
        for (var headerCase = HeaderCase.Unchanged; headerCase <= HeaderCase.Lower; headerCase++)
        {
            if (Matches(message, headers, headerCase, secretKey, given))
                return true;
            if (bareHost != host && Matches(message, new OtherHost<THeaders>(headers, bareHost), headerCase, secretKey, given))
                return true;
        }

        return false;
    }

    private static bool Matches<THeaders>(
        in Tc3Message message, THeaders headers, HeaderCase headerCase, ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> given)
        where THeaders : ISignedHeaders
    {
        Span<byte> expected = stackalloc byte[Tc3Signature.Size];
        Tc3Signature.Compute(message, headers, headerCase, secretKey, expected);
        return CryptographicOperations.FixedTimeEquals(expected, given);
    }

    private readonly struct OtherHost<THeaders>(THeaders headers, string? host) : ISignedHeaders
        where THeaders : ISignedHeaders
    {
        public string? Find(ReadOnlySpan<char> name) => name is "host" ? host : headers.Find(name);
    }
}
