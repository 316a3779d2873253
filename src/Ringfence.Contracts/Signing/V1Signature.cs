using System.Security.Cryptography;

namespace Ringfence.Contracts.Signing;

/// <summary>
/// The vendor's older signatures, HmacSHA1 and HmacSHA256 over the sorted raw parameters (reference E.5; vendor doc 213/30654). Weaker than TC3 by its
/// definition: values are joined without escaping. Kept because clients use it.
/// </summary>
public static class V1Signature
{
    /// <summary>The parameter that carries the signature and is itself not signed.</summary>
    public const string ParameterName = "Signature";

    private const int StackBytes = 1024;

    /// <summary>The signature as base64, before URL encoding.</summary>
    /// <param name="algorithm">Which hash.</param>
    /// <param name="method">GET or POST.</param>
    /// <param name="host">The Host header's value.</param>
    /// <param name="parameters">Every parameter, decoded; <c>Signature</c> is left out by itself.</param>
    /// <param name="secretKey">The secret key as UTF-8.</param>
    public static string Sign(
        V1Algorithm algorithm,
        ReadOnlySpan<char> method,
        ReadOnlySpan<char> host,
        IReadOnlyCollection<KeyValuePair<string, string>> parameters,
        ReadOnlySpan<byte> secretKey)
    {
        Span<byte> signature = stackalloc byte[HMACSHA256.HashSizeInBytes];
        return Convert.ToBase64String(signature[..Compute(algorithm, method, host, Sorted(parameters), secretKey, signature)]);
    }

    /// <summary>True when the signature is the one of these parameters under this key, with the host as received or without its port. Constant time.</summary>
    /// <param name="signature">The <c>Signature</c> parameter, decoded from the URL.</param>
    /// <param name="algorithm">Which hash.</param>
    /// <param name="method">GET or POST.</param>
    /// <param name="host">The Host header's value as received.</param>
    /// <param name="parameters">Every parameter, decoded.</param>
    /// <param name="secretKey">The secret key as UTF-8.</param>
    public static bool Verify(
        ReadOnlySpan<char> signature,
        V1Algorithm algorithm,
        ReadOnlySpan<char> method,
        string? host,
        IReadOnlyCollection<KeyValuePair<string, string>> parameters,
        ReadOnlySpan<byte> secretKey)
    {
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (!Convert.TryFromBase64Chars(signature, given, out int length))
            return false;
        var sorted = Sorted(parameters);
        string? bareHost = HostName.WithoutPort(host);
        return Matches(algorithm, method, host, sorted, secretKey, given[..length]) ||
            (bareHost != host && Matches(algorithm, method, bareHost, sorted, secretKey, given[..length]));
    }

    private static bool Matches(
        V1Algorithm algorithm,
        ReadOnlySpan<char> method,
        ReadOnlySpan<char> host,
        KeyValuePair<string, string>[] sorted,
        ReadOnlySpan<byte> secretKey,
        ReadOnlySpan<byte> given)
    {
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        int length = Compute(algorithm, method, host, sorted, secretKey, expected);
        return CryptographicOperations.FixedTimeEquals(expected[..length], given);
    }

    private static int Compute(
        V1Algorithm algorithm,
        ReadOnlySpan<char> method,
        ReadOnlySpan<char> host,
        KeyValuePair<string, string>[] sorted,
        ReadOnlySpan<byte> secretKey,
        Span<byte> signature)
    {
        var text = new ByteBuilder(stackalloc byte[StackBytes]);
        text.Append(method);
        text.Append(host);
        text.Append("/?"u8);
        for (int i = 0; i < sorted.Length; i++)
        {
            if (i > 0)
                text.Append("&"u8);
            text.Append(sorted[i].Key);
            text.Append("="u8);
            text.Append(sorted[i].Value);
        }

#pragma warning disable CA5350 // SHA-1 is the vendor's default for this form of signature; HMAC-SHA1 is not broken by its collisions.
        int length = algorithm == V1Algorithm.HmacSha256
            ? HMACSHA256.HashData(secretKey, text.Written, signature)
            : HMACSHA1.HashData(secretKey, text.Written, signature);
#pragma warning restore CA5350
        text.Dispose();
        return length;
    }

    private static KeyValuePair<string, string>[] Sorted(IReadOnlyCollection<KeyValuePair<string, string>> parameters)
    {
        var sorted = new KeyValuePair<string, string>[parameters.Count];
        int count = 0;
        foreach (var parameter in parameters)
        {
            if (parameter.Key != ParameterName)
                sorted[count++] = parameter;
        }

        Array.Resize(ref sorted, count);
        Array.Sort(sorted, static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        return sorted;
    }
}
