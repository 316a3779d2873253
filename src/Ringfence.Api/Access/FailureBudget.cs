using System.Net;

namespace Ringfence.Api.Access;

/// <summary>
/// How many failed authentications are worth a record: from one address ten at once and one a second, from all together 200 and 20 a second. Addresses share 256 buckets, so that no
/// flood makes this grow; what is over is counted, and the next record of the bucket says how many there were.
/// </summary>
internal sealed class FailureBudget(TimeProvider clock)
{
    private const int Buckets = 256;

    private readonly Lock _lock = new();
    private readonly Bucket[] _own = [.. Enumerable.Range(0, Buckets).Select(_ => new Bucket(10, 1))];
    private readonly Bucket _all = new(200, 20);

    /// <summary>Whether this one is recorded, and how many before it were not.</summary>
    public bool TryTake(IPAddress? address, out long passedOver)
    {
        var own = _own[(uint)(address?.GetHashCode() ?? 0) % Buckets];
        long now = clock.GetTimestamp();
        lock (_lock)
        {
            own.Fill(now, clock);
            _all.Fill(now, clock);
            if (own.Tokens < 1 || _all.Tokens < 1)
            {
                own.PassedOver++;
                passedOver = 0;
                return false;
            }

            own.Tokens--;
            _all.Tokens--;
            (passedOver, own.PassedOver) = (own.PassedOver, 0);
            return true;
        }
    }

    private sealed class Bucket(double size, double perSecond)
    {
        private readonly double _size = size;
        private long _filled;

        public double Tokens { get; set; } = size;

        public long PassedOver { get; set; }

        public void Fill(long now, TimeProvider clock)
        {
            if (_filled != 0)
                Tokens = Math.Min(_size, Tokens + (clock.GetElapsedTime(_filled, now).TotalSeconds * perSecond));
            _filled = now;
        }
    }
}
