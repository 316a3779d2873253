using Ringfence.Api.Actions;
using Ringfence.Api.Credentials;

namespace Ringfence.Api.Http;

/// <summary>Who signed a request, or why that cannot be said.</summary>
internal readonly record struct Authenticated(KeyPair? Pair, ApiError? Error)
{
    public static implicit operator Authenticated(KeyPair pair) => new(pair, null);

    public static Authenticated Refuse(string code, string message) => new(null, new ApiError(code, message));
}
