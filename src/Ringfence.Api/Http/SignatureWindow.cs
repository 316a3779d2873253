using Ringfence.Contracts.Errors;

namespace Ringfence.Api.Http;

/// <summary>The time during which a signature is good: five minutes around its timestamp, both ways (reference E.3).</summary>
internal static class SignatureWindow
{
    public const int Seconds = 300;

    /// <summary>Null when the timestamp is in the window.</summary>
    public static Actions.ApiError? Check(long timestamp, TimeProvider clock)
    {
        long now = clock.GetUtcNow().ToUnixTimeSeconds();
        return timestamp >= now - Seconds && timestamp <= now + Seconds
            ? null
            : new(
                ErrorCodes.SignatureExpire,
                $"The request's timestamp {timestamp} is more than {Seconds} seconds away from this server's time {now}. Please check your clock.");
    }
}
