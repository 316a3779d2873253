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
    private readonly ConcurrentDictionary<(Scope Scope, IApiAction Action), Bucket> _buckets = new();

    /// <summary>False when the request is one too many.</summary>
    public bool TryTake(Scope scope, IApiAction action, IPAddress? remote)
    {
        if (!limits.IsOn || (remote is not null && IPAddress.IsLoopback(remote)))
            return true;
        int perSecond = limits.Of(action);
        return perSecond == 0 || _buckets.GetOrAdd((scope, action), static (_, limit) => new Bucket(limit), perSecond).TryTake(clock);
    }

    private sealed class Bucket(int perSecond)
    {
        private readonly Lock _lock = new();
        private double _left = perSecond;
        private long? _at;

        public bool TryTake(TimeProvider clock)
        {
            lock (_lock)
            {
                long now = clock.GetTimestamp();
                if (_at is { } before)
                    _left = Math.Min(perSecond, _left + (clock.GetElapsedTime(before, now).TotalSeconds * perSecond));
                _at = now;
                if (_left < 1)
                    return false;
                _left--;
                return true;
            }
        }
    }
}
