using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Ringfence.Api.Actions;
using Ringfence.Api.Credentials;
using Ringfence.Contracts.Errors;
using Ringfence.Contracts.Signing;

namespace Ringfence.Api.Http;

/// <summary>A request signed with TC3: its common parameters are headers (reference E.2, E.3).</summary>
internal sealed class Tc3Request
{
    private readonly IHeaderDictionary _headers;
    private readonly Tc3Authorization _authorization;
    private readonly KeyPair _pair;

    private Tc3Request(IHeaderDictionary headers, CommonParameters common, Tc3Authorization authorization, KeyPair pair)
    {
        _headers = headers;
        Common = common;
        _authorization = authorization;
        _pair = pair;
    }

    public CommonParameters Common { get; }

    /// <summary>Whether a request is, or tries to be, one of these.</summary>
    public static bool IsOne(HttpRequest request) => request.Headers.ContainsKey("Authorization") || request.Headers.ContainsKey("X-TC-Action");

    /// <summary>Reads and checks what can be checked before the body is there. Null with an error when it is refused.</summary>
    public static Tc3Request? Read(IHeaderDictionary headers, KeyRing keys, TimeProvider clock, out ApiError? error)
    {
        if (!TryHeader(headers, "X-TC-Action", true, out string action, out error) ||
            !TryHeader(headers, "X-TC-Version", true, out string version, out error) ||
            !TryHeader(headers, "X-TC-Timestamp", true, out string timestampText, out error) ||
            !TryHeader(headers, "Authorization", true, out string authorizationText, out error) ||
            !TryHeader(headers, "X-TC-Region", false, out string region, out error) ||
            !TryHeader(headers, "X-TC-Token", false, out string token, out error))
        {
            return null;
        }

        if (!long.TryParse(timestampText, NumberStyles.None, CultureInfo.InvariantCulture, out long timestamp))
        {
            error = new(ErrorCodes.InvalidParameter, "The header `X-TC-Timestamp` must be a number of seconds.");
            return null;
        }

        if (!Tc3Authorization.TryParse(authorizationText, out var authorization, out string fault))
        {
            error = new(ErrorCodes.InvalidAuthorization, $"The header `Authorization` is malformed: {fault}.");
            return null;
        }

        if (token.Length > 0)
        {
            error = new(ErrorCodes.TokenFailure, "Temporary tokens are not issued here; sign without `X-TC-Token`.");
            return null;
        }

        error = SignatureWindow.Check(timestamp, clock);
        if (error is not null)
            return null;
        if (!DateAgrees(authorization.Date, timestamp))
        {
            error = new(ErrorCodes.SignatureFailure, "The date in `Credential` is not the UTC date of `X-TC-Timestamp`.");
            return null;
        }

        if (!keys.TryFind(authorization.SecretId, out var pair))
        {
            error = new(ErrorCodes.SecretIdNotFound, "The SecretId is not found, please ensure that your SecretId is correct.");
            return null;
        }

        return new(headers, new(action, version, region, timestamp), authorization, pair);
    }

    /// <summary>Checks the signature against the query (GET) or the body (POST).</summary>
    public Authenticated Authenticate(string method, string rawQuery, ReadOnlySpan<byte> body)
    {
        Span<byte> hash = stackalloc byte[Tc3Payload.HashSize];
        if (_headers["X-TC-Content-SHA256"] == Tc3Payload.Unsigned)
            Tc3Payload.UnsignedHash.CopyTo(hash);
        else if (HttpMethods.IsGet(method))
            Tc3Payload.EmptyHash.CopyTo(hash);
        else
            SHA256.HashData(body, hash);

        string query = HttpMethods.IsGet(method) ? rawQuery : "";
        return Tc3Verifier.Verify(_authorization, method, query, hash, Common.Timestamp, new ReceivedHeaders(_headers), _pair.SecretKeyBytes)
            ? _pair
            : Authenticated.Refuse(
                ErrorCodes.SignatureFailure, "The provided credentials could not be validated. Please check your signature is correct.");
    }

    private static bool TryHeader(IHeaderDictionary headers, string name, bool required, out string value, out ApiError? error)
    {
        StringValues values = headers[name];
        value = values.Count == 1 ? values[0] ?? "" : "";
        error = values.Count > 1 ? new(ErrorCodes.InvalidParameter, $"The header `{name}` is there {values.Count} times.")
            : required && value.Length == 0 ? new(ErrorCodes.MissingParameter, $"The request is missing the required header `{name}`.")
            : null;
        return error is null;
    }

    private static bool DateAgrees(ReadOnlySpan<char> date, long timestamp)
    {
        Span<char> expected = stackalloc char[10];
        return DateTimeOffset.FromUnixTimeSeconds(timestamp).TryFormat(expected, out int length, "yyyy-MM-dd", CultureInfo.InvariantCulture) &&
            date.SequenceEqual(expected[..length]);
    }

    private readonly struct ReceivedHeaders(IHeaderDictionary headers) : ISignedHeaders
    {
        public string? Find(ReadOnlySpan<char> name) => name switch
        {
            "content-type" => headers.ContentType,
            "host" => headers.Host,
            _ => headers[name.ToString()],
        };
    }
}
