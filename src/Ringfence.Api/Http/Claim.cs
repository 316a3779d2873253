using Microsoft.AspNetCore.Http;

namespace Ringfence.Api.Http;

/// <summary>What a request says it is before that is proved: for the audit log of those that could not prove it. Shortened, and without anything that could disturb a log.</summary>
internal readonly record struct Claim(string SecretId, string Action)
{
    private const int MaximumLength = 64;
    private const string CredentialName = "Credential=";

    public static Claim None { get; } = new("", "");

    /// <summary>From the headers of a TC3 request.</summary>
    public static Claim OfHeaders(IHeaderDictionary headers)
    {
        string authorization = headers.Authorization.ToString();
        int start = authorization.IndexOf(CredentialName, StringComparison.Ordinal);
        var credential = start < 0 ? "" : authorization.AsSpan(start + CredentialName.Length);
        int end = credential.IndexOfAny('/', ',');
        return Of(end < 0 ? credential : credential[..end], headers["X-TC-Action"].ToString());
    }

    /// <summary>From the parameters of a v1 request.</summary>
    public static Claim OfParameters(List<KeyValuePair<string, string>> parameters) => Of(
        parameters.Find(parameter => parameter.Key == "SecretId").Value, parameters.Find(parameter => parameter.Key == "Action").Value);

    private static Claim Of(ReadOnlySpan<char> secretId, ReadOnlySpan<char> action) => new(Clean(secretId), Clean(action));

    private static string Clean(ReadOnlySpan<char> text)
    {
        var kept = text[..Math.Min(text.Length, MaximumLength)];
        return string.Create(kept.Length, kept, static (span, from) =>
        {
            for (int i = 0; i < span.Length; i++)
                span[i] = char.IsAsciiLetterOrDigit(from[i]) || from[i] is '-' or '_' or '.' ? from[i] : '?';
        });
    }
}
