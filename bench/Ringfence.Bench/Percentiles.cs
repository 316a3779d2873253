using System.Globalization;

namespace Ringfence.Bench;

/// <summary>Times in order, by rank (the nearest-rank method: a percentile is always a time that was measured).</summary>
internal sealed class Percentiles(IEnumerable<TimeSpan> times)
{
    private readonly TimeSpan[] _sorted = [.. times.Order()];

    /// <summary>Milliseconds with two decimals.</summary>
    public string At(double percent)
    {
        int rank = (int)Math.Ceiling(percent / 100 * _sorted.Length);
        return _sorted[Math.Clamp(rank, 1, _sorted.Length) - 1].TotalMilliseconds.ToString("F2", CultureInfo.InvariantCulture);
    }

    /// <summary><c>| p50 | p99 | max |</c>, without the first bar.</summary>
    public string Row => $"{At(50)} | {At(99)} | {At(100)} |";
}
