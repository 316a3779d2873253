namespace Ringfence.Bench.Datapath.Measuring;

/// <summary>Something with one value a round.</summary>
/// <param name="Name">For <c>--only</c>, tables and files.</param>
/// <param name="What">What was done, for people.</param>
/// <param name="Unit">Of the values.</param>
/// <param name="Rounds">In the order of the rounds.</param>
internal sealed record Measured(string Name, string What, string Unit, double[] Rounds);
