using System.Collections.Concurrent;
using System.Net;
using Ringfence.Api.Actions;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Http;

/// <summary>
/// Counts requests of each account, region and action: a bucket that holds one second's worth and fills as time goes by (reference H-36). Callers of this machine itself, which
/// are its command line and its console, are not counted. Safe for any number of threads.
/// </summary>
internal sealed class RateLimiter(RateLimits limits, TimeProvider clock)
{
    private readonly ConcurrentDictionary<(Scope Scope, string Version, string Name), Bucket> _buckets = new();

    /// <summary>What is allowed.</summary>
    public RateLimits Limits => limits;

    /// <summary>False when the request is one too many. One that makes many calls at once is let in as one that makes one is, and the next ones wait until all of them are paid for.</summary>
    public bool TryTake(Scope scope, IApiAction action, IPAddress? remote, int calls = 1)
    {
        if (!limits.IsOn || (remote is not null && IPAddress.IsLoopback(remote)))
            return true;
        int perSecond = limits.Of(action);
        return perSecond == 0 || _buckets.GetOrAdd((scope, action.Version, action.Name), static (_, limit) => new Bucket(limit), perSecond).TryTake(clock, calls);
    }

    private sealed class Bucket(int perSecond)
    {
        private readonly Lock _lock = new();
        private double _left = perSecond;
        private long? _at;

        public bool TryTake(TimeProvider clock, int calls)
        {
            lock (_lock)
            {
                long now = clock.GetTimestamp();
                if (_at is { } before)
                    _left = Math.Min(perSecond, _left + (clock.GetElapsedTime(before, now).TotalSeconds * perSecond));
                _at = now;
                if (_left < 1)
                    return false;
                _left -= calls;
                return true;
            }
        }
    }
}
