namespace Ringfence.Contracts.Signing;

/// <summary>
/// A parsed Authorization header of TC3. Lenient about whitespace after the algorithm and around commas (the vendor's .NET SDK sends two spaces), and about
/// the service of the scope, which clients derive from the endpoint: it may hold a port (<c>localhost:5000</c>). A view over the header's text.
/// </summary>
public readonly struct Tc3Authorization
{
    private readonly string _header;
    private readonly Range _secretId;
    private readonly Range _date;
    private readonly Range _service;
    private readonly Range _signedHeaders;
    private readonly Range _signature;

    private Tc3Authorization(string header, Range secretId, Range date, Range service, Range signedHeaders, Range signature)
    {
        _header = header;
        _secretId = secretId;
        _date = date;
        _service = service;
        _signedHeaders = signedHeaders;
        _signature = signature;
    }

    /// <summary>The key pair's id.</summary>
    public ReadOnlySpan<char> SecretId => _header.AsSpan()[_secretId];

    /// <summary>The scope's date as written.</summary>
    public ReadOnlySpan<char> Date => _header.AsSpan()[_date];

    /// <summary>The scope's service as written.</summary>
    public ReadOnlySpan<char> Service => _header.AsSpan()[_service];

    /// <summary>The names of the signed headers, joined by ";".</summary>
    public ReadOnlySpan<char> SignedHeaders => _header.AsSpan()[_signedHeaders];

    /// <summary>The signature, 64 hexadecimal digits if it can be right at all.</summary>
    public ReadOnlySpan<char> Signature => _header.AsSpan()[_signature];

    /// <summary>Reads a header. On failure <paramref name="fault"/> says what is wrong with it, without repeating any of it.</summary>
    public static bool TryParse(string header, out Tc3Authorization authorization, out string fault)
    {
        authorization = default;
        var text = header.AsSpan();
        int start = text.Length - text.TrimStart().Length;
        if (!text[start..].StartsWith(Tc3Signature.Algorithm, StringComparison.Ordinal))
        {
            fault = $"it does not begin with `{Tc3Signature.Algorithm}`";
            return false;
        }

        start += Tc3Signature.Algorithm.Length;
        if (start == text.Length || !char.IsWhiteSpace(text[start]))
        {
            fault = $"`{Tc3Signature.Algorithm}` is not followed by a space";
            return false;
        }

        Range? credential = null, signedHeaders = null, signature = null;
        foreach (var part in text[start..].Split(','))
        {
            var (offset, length) = part.GetOffsetAndLength(text.Length - start);
            var (key, value) = SplitAtEquals(text, start + offset, start + offset + length);
            ref var place = ref credential;
            switch (text[key])
            {
                case "Credential":
                    break;
                case "SignedHeaders":
                    place = ref signedHeaders;
                    break;
                case "Signature":
                    place = ref signature;
                    break;
                default:
                    fault = "it has a part other than `Credential`, `SignedHeaders` and `Signature`";
                    return false;
            }

            if (place is not null)
            {
                fault = "it has a part twice";
                return false;
            }

            place = value;
        }

        if (credential is not { } scope || signedHeaders is not { } names || signature is not { } digits)
        {
            fault = "it must have `Credential`, `SignedHeaders` and `Signature`";
            return false;
        }

        if (!TrySplitScope(text, scope, out var secretId, out var date, out var service))
        {
            fault = $"`Credential` must be `SecretId/Date/service/{Tc3Signature.Terminator}`";
            return false;
        }

        if (!Covers(text[names], "content-type") || !Covers(text[names], "host"))
        {
            fault = "`SignedHeaders` must list `content-type` and `host`";
            return false;
        }

        authorization = new(header, secretId, date, service, names, digits);
        fault = "";
        return true;
    }

    private static (Range Key, Range Value) SplitAtEquals(ReadOnlySpan<char> text, int start, int end)
    {
        while (start < end && char.IsWhiteSpace(text[start]))
            start++;
        while (end > start && char.IsWhiteSpace(text[end - 1]))
            end--;
        int equals = text[start..end].IndexOf('=');
        return equals < 0 ? (start..end, end..end) : (start..(start + equals), (start + equals + 1)..end);
    }

    private static bool TrySplitScope(ReadOnlySpan<char> text, Range scope, out Range secretId, out Range date, out Range service)
    {
        secretId = date = service = default;
        var (start, length) = scope.GetOffsetAndLength(text.Length);
        int end = start + length;
        int first = text[start..end].IndexOf('/');
        if (first <= 0)
            return false;
        first += start;
        int second = text[(first + 1)..end].IndexOf('/');
        int last = text[start..end].LastIndexOf('/');
        if (second < 0 || last < 0)
            return false;
        second += first + 1;
        last += start;
        if (last <= second || !text[(last + 1)..end].SequenceEqual(Tc3Signature.Terminator))
            return false;
        secretId = start..first;
        date = (first + 1)..second;
        service = (second + 1)..last;
        return true;
    }

    private static bool Covers(ReadOnlySpan<char> names, ReadOnlySpan<char> wanted)
    {
        foreach (var range in names.Split(';'))
        {
            if (names[range].SequenceEqual(wanted))
                return true;
        }

        return false;
    }
}
