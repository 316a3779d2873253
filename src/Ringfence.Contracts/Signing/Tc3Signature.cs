using System.Security.Cryptography;

namespace Ringfence.Contracts.Signing;

/// <summary>TC3-HMAC-SHA256 as reference E.3 and the vendor's page 213/30654 define it. Pure arithmetic: no clock, no look-up, no policy.</summary>
public static class Tc3Signature
{
    /// <summary>The name of the algorithm, and the scheme of the Authorization header.</summary>
    public const string Algorithm = "TC3-HMAC-SHA256";

    /// <summary>The last part of every scope.</summary>
    public const string Terminator = "tc3_request";

    /// <summary>Bytes in a signature before it is written as hexadecimal.</summary>
    public const int Size = HMACSHA256.HashSizeInBytes;

    private const int StackBytes = 1024;

    /// <summary>Computes the signature of a message.</summary>
    /// <param name="message">What is signed.</param>
    /// <param name="headers">The values of the headers named in the message.</param>
    /// <param name="headerCase">How header values are written.</param>
    /// <param name="secretKey">The secret key as UTF-8, without the "TC3" prefix.</param>
    /// <param name="signature">Gets <see cref="Size"/> bytes.</param>
    public static void Compute<THeaders>(
        in Tc3Message message, THeaders headers, HeaderCase headerCase, ReadOnlySpan<byte> secretKey, Span<byte> signature)
        where THeaders : ISignedHeaders
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        HashCanonicalRequest(message, headers, headerCase, hash);

        Span<byte> key = stackalloc byte[Size];
        DeriveKey(secretKey, message.Date, message.Service, key);

        var text = new ByteBuilder(stackalloc byte[StackBytes]);
        text.Append("TC3-HMAC-SHA256\n"u8);
        text.Append(message.Timestamp);
        text.Append("\n"u8);
        text.Append(message.Date);
        text.Append("/"u8);
        text.Append(message.Service);
        text.Append("/tc3_request\n"u8);
        text.AppendHex(hash);
        HMACSHA256.HashData(key, text.Written, signature);
        text.Dispose();
        CryptographicOperations.ZeroMemory(key);
    }

    /// <summary>SHA-256 of the canonical request.</summary>
    public static void HashCanonicalRequest<THeaders>(in Tc3Message message, THeaders headers, HeaderCase headerCase, Span<byte> hash)
        where THeaders : ISignedHeaders
    {
        var text = new ByteBuilder(stackalloc byte[StackBytes]);
        text.Append(message.Method);
        text.Append("\n/\n"u8);
        text.Append(message.Query);
        text.Append("\n"u8);
        foreach (var range in message.SignedHeaders.Split(';'))
        {
            var name = message.SignedHeaders[range];
            text.Append(name);
            text.Append(":"u8);
            text.Append(Value(headers, name, headerCase));
            text.Append("\n"u8);
        }

        text.Append("\n"u8);
        text.Append(message.SignedHeaders);
        text.Append("\n"u8);
        text.AppendHex(message.PayloadHash);
        SHA256.HashData(text.Written, hash);
        text.Dispose();
    }

    /// <summary>The signing key of one day and service.</summary>
    public static void DeriveKey(ReadOnlySpan<byte> secretKey, ReadOnlySpan<char> date, ReadOnlySpan<char> service, Span<byte> key)
    {
        var text = new ByteBuilder(stackalloc byte[StackBytes]);
        text.Append("TC3"u8);
        text.Append(secretKey);
        Span<byte> dateKey = stackalloc byte[Size];
        Hmac(text.Written, date, dateKey);
        text.Dispose();

        Span<byte> serviceKey = stackalloc byte[Size];
        Hmac(dateKey, service, serviceKey);
        HMACSHA256.HashData(serviceKey, "tc3_request"u8, key);
        CryptographicOperations.ZeroMemory(dateKey);
        CryptographicOperations.ZeroMemory(serviceKey);
    }

    private static void Hmac(ReadOnlySpan<byte> key, ReadOnlySpan<char> text, Span<byte> result)
    {
        var bytes = new ByteBuilder(stackalloc byte[128]);
        bytes.Append(text);
        HMACSHA256.HashData(key, bytes.Written, result);
        bytes.Dispose();
    }

    private static ReadOnlySpan<char> Value<THeaders>(THeaders headers, ReadOnlySpan<char> name, HeaderCase headerCase)
        where THeaders : ISignedHeaders
    {
        string value = headers.Find(name) ?? "";
        bool lower = headerCase switch
        {
            HeaderCase.Unchanged => false,
            HeaderCase.LowerTencentHeaders => name.StartsWith("x-tc-", StringComparison.Ordinal),
            _ => true,
        };
        return (lower ? value.ToLowerInvariant() : value).AsSpan().Trim();
    }
}
