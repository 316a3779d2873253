using Ringfence.Bench.Datapath.Traffic;

namespace Ringfence.Bench.Datapath.Measuring;

/// <summary>A configuration's samples of one kind of traffic, one a round.</summary>
/// <param name="Name">The configuration.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Samples">In the order of the rounds.</param>
internal sealed record Series(string Name, TrafficKind Kind, List<Sample> Samples);
