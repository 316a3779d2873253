using Ringfence.Bench.Datapath.Measuring;

namespace Ringfence.Bench.Datapath.Report;

/// <summary>Two measured values against each other, round by round.</summary>
/// <param name="Name">For files.</param>
/// <param name="What">For people.</param>
/// <param name="Bound">What it must not exceed, or with <paramref name="IsFloor"/> must exceed; null: it is there to be compared with.</param>
/// <param name="IsFloor">Whether more is better.</param>
/// <param name="Above">By round; null when it was not measured.</param>
/// <param name="Below">By round.</param>
internal sealed record Ratio(string Name, string What, double? Bound, bool IsFloor, Func<Results, double[]?> Above, Func<Results, double[]?> Below)
{
    /// <summary>The ratio in a run; null when a side of it was not measured.</summary>
    public Quartiles? In(Results results) => (Above(results), Below(results)) is ({ } above, { } below)
        ? Quartiles.Of(above.Zip(below, (a, b) => a / b))
        : null;

    /// <summary>Whether a value is as it should be; null without a bound.</summary>
    public bool? IsMet(double value) => Bound is { } bound ? (IsFloor ? value > bound : value <= bound) : null;
}
