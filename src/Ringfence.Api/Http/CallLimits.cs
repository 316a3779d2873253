using System.Net;
using Ringfence.Api.Actions;
using Ringfence.Contracts.Errors;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Http;

/// <summary>The rate limits as they hold for a caller: for what it asks for, and for what it asks for by way of another action (TryChange, <c>Changes</c>). The default limits nothing: the server's own calls.</summary>
internal readonly record struct CallLimits(RateLimiter? Limiter, IPAddress? Remote)
{
    /// <summary>Takes calls of an action out of what its scope may still make. Null, or the error when it is one too many.</summary>
    public ApiError? Take(Scope scope, IApiAction action, int calls = 1) => Limiter is null || Limiter.TryTake(scope, action, Remote, calls)
        ? null
        : new ApiError(ErrorCodes.RequestLimitExceeded, $"Too many requests: {action.Name} is limited to {Limiter.Limits.Of(action)} a second. Try again.");
}
