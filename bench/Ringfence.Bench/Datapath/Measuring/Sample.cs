namespace Ringfence.Bench.Datapath.Measuring;

/// <summary>A slice and the two slices of the empty topology around it: CPU nanoseconds a packet.</summary>
/// <param name="Before">The empty topology, before.</param>
/// <param name="Total">With the contender.</param>
/// <param name="After">The empty topology, after.</param>
internal readonly record struct Sample(double Before, double Total, double After)
{
    /// <summary>The way without a contender.</summary>
    public double Base => (Before + After) / 2;

    /// <summary>What the contender costs.</summary>
    public double Added => Total - Base;
}
