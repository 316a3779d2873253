using System.Globalization;
using Ringfence.Api.Credentials;
using Ringfence.Contracts.Errors;
using Ringfence.Contracts.Signing;

namespace Ringfence.Api.Http;

/// <summary>A request with a v1 signature: everything is a parameter of the query or the form (reference E.2, E.5).</summary>
internal static class V1Request
{
    /// <summary>Reads the common parameters and checks the signature. The pair is null when it is refused.</summary>
    public static Authenticated Authenticate(
        string method, string? host, List<KeyValuePair<string, string>> parameters, KeyRing keys, TimeProvider clock, out CommonParameters common)
    {
        common = new("", "", "", 0);
        foreach (string required in (ReadOnlySpan<string>)["Action", "Version", "Timestamp", "Nonce", "SecretId", V1Signature.ParameterName])
        {
            if (Find(parameters, required).Length == 0)
                return Authenticated.Refuse(ErrorCodes.MissingParameter, $"The request is missing the required parameter `{required}`.");
        }

        if (!long.TryParse(Find(parameters, "Timestamp"), NumberStyles.None, CultureInfo.InvariantCulture, out long timestamp))
            return Authenticated.Refuse(ErrorCodes.InvalidParameter, "The parameter `Timestamp` must be a number of seconds.");
        if (!ulong.TryParse(Find(parameters, "Nonce"), NumberStyles.None, CultureInfo.InvariantCulture, out _))
            return Authenticated.Refuse(ErrorCodes.InvalidParameter, "The parameter `Nonce` must be a positive whole number.");

        V1Algorithm? algorithm = Find(parameters, "SignatureMethod") switch
        {
            "" or "HmacSHA1" => V1Algorithm.HmacSha1,
            "HmacSHA256" => V1Algorithm.HmacSha256,
            _ => null,
        };
        if (algorithm is null)
            return Authenticated.Refuse(ErrorCodes.InvalidParameter, "The parameter `SignatureMethod` must be HmacSHA1 or HmacSHA256.");
        if (Find(parameters, "Token").Length > 0)
            return Authenticated.Refuse(ErrorCodes.TokenFailure, "Temporary tokens are not issued here; sign without `Token`.");
        if (SignatureWindow.Check(timestamp, clock) is { } expired)
            return new(null, expired);
        if (!keys.TryFind(Find(parameters, "SecretId"), out var pair))
            return Authenticated.Refuse(ErrorCodes.SecretIdNotFound, "The SecretId is not found, please ensure that your SecretId is correct.");

        string signature = Find(parameters, V1Signature.ParameterName);
        if (!V1Signature.Verify(signature, algorithm.Value, method, host, parameters, pair.SecretKeyBytes))
        {
            return Authenticated.Refuse(
                ErrorCodes.SignatureFailure, "The provided credentials could not be validated. Please check your signature is correct.");
        }

        common = new(Find(parameters, "Action"), Find(parameters, "Version"), Find(parameters, "Region"), timestamp);
        return pair;
    }

    private static string Find(List<KeyValuePair<string, string>> parameters, string name)
    {
        foreach (var (key, value) in parameters)
        {
            if (key == name)
                return value;
        }

        return "";
    }
}
