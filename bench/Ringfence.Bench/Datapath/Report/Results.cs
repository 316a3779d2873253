using Ringfence.Bench.Datapath.Measuring;
using Ringfence.Bench.Datapath.Traffic;

namespace Ringfence.Bench.Datapath.Report;

/// <summary>Everything that a run measured.</summary>
internal sealed record Results(Machine Machine, int Rounds, IReadOnlyList<Series> Series, IReadOnlyList<Measured> Measured)
{
    /// <summary>By round, what a configuration added to the bare path; null when it was not measured.</summary>
    public double[]? Added(string name, TrafficKind kind) => Of(name, kind, sample => sample.Added);

    /// <summary>By round, what a packet cost in all.</summary>
    public double[]? Total(string name, TrafficKind kind) => Of(name, kind, sample => sample.Total);

    /// <summary>By round, what it cost on the empty topology.</summary>
    public double[]? Base(string name, TrafficKind kind) => Of(name, kind, sample => sample.Base);

    /// <summary>By round, what was measured under a name.</summary>
    public double[]? Values(string name) => Measured.FirstOrDefault(one => one.Name == name)?.Rounds;

    private double[]? Of(string name, TrafficKind kind, Func<Sample, double> value) =>
        Series.FirstOrDefault(one => one.Name == name && one.Kind == kind) is { } series ? [.. series.Samples.Select(value)] : null;
}
