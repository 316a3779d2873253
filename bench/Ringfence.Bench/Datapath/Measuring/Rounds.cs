using System.Diagnostics;
using System.Globalization;
using Ringfence.Bench.Datapath.Rules;
using Ringfence.Bench.Datapath.Topology;
using Ringfence.Bench.Datapath.Traffic;

namespace Ringfence.Bench.Datapath.Measuring;

/// <summary>Sets all configurations up side by side and measures them in rounds, each round in another order.</summary>
internal static class Rounds
{
    private const int Attempts = 3;

    /// <summary>Measures.</summary>
    /// <param name="configurations">What.</param>
    /// <param name="rounds">How often.</param>
    /// <param name="log">For a person who waits.</param>
    /// <param name="cancellationToken">Ends after the slice that runs.</param>
    /// <returns>What was measured in every round. What could not be set up or lost packets again and again is left out, and the log says so.</returns>
    public static async Task<List<Series>> RunAsync(IReadOnlyList<Configuration> configurations, int rounds, TextWriter log, CancellationToken cancellationToken)
    {
        var traffic = new Dictionary<RuleSet, TrafficSource>(ReferenceEqualityComparer.Instance);
        var empty = new Dictionary<LinkShape, TestBed>();
        var stands = new List<Stand>();
        try
        {
            foreach (var shape in configurations.Select(configuration => configuration.Shape).Distinct())
                empty.Add(shape, await TestBed.BuildAsync($"empty-{shape}", shape));
            foreach (var configuration in configurations)
            {
                var rules = configuration.Rules.Value;
                if (!traffic.TryGetValue(rules, out var source))
                    traffic.Add(rules, source = new TrafficSource(rules));
                if (await TryBuildAsync(configuration, source, log) is { } stand)
                    stands.Add(stand);
            }

            var jobs = stands.SelectMany(stand => stand.Configuration.Kinds.Select(kind => (Stand: stand, Series: new Series(stand.Configuration.Name, kind, [])))).ToList();
            for (int round = 0; round < rounds; round++)
            {
                long begun = Stopwatch.GetTimestamp();
                var order = jobs.ToArray();
                new Random(round).Shuffle(order);
                foreach (var job in order)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if (await TryMeasureAsync(job.Stand, job.Series.Kind, empty[job.Stand.Configuration.Shape], log) is { } sample)
                        job.Series.Samples.Add(sample);
                    else
                        jobs.Remove(job);
                }

                await log.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"round {round + 1} of {rounds}: {Stopwatch.GetElapsedTime(begun).TotalSeconds:F0} s"));
            }

            return [.. jobs.Select(job => job.Series)];
        }
        finally
        {
            foreach (var stand in stands)
                await stand.DisposeAsync();
            foreach (var bed in empty.Values)
                bed.Dispose();
            foreach (var source in traffic.Values)
                source.Dispose();
        }
    }

    private static async Task<Stand?> TryBuildAsync(Configuration configuration, TrafficSource traffic, TextWriter log)
    {
        try
        {
            return await Stand.BuildAsync(configuration, traffic);
        }
        catch (IOException refused)
        {
            await log.WriteLineAsync($"{configuration.Name} is left out: {refused.Message}");
            return null;
        }
    }

    /// <summary>On a busy machine a backlog may run over: such a slice is taken again, a few times. Null when that does not help.</summary>
    private static async Task<Sample?> TryMeasureAsync(Stand stand, TrafficKind kind, TestBed empty, TextWriter log)
    {
        for (int attempt = 1; attempt <= Attempts; attempt++)
        {
            try
            {
                return await stand.MeasureAsync(kind, empty);
            }
            catch (LostPacketsException lost)
            {
                string next = attempt < Attempts ? "Taken again." : "Left out.";
                await log.WriteLineAsync($"{stand.Configuration.Name}, {kind.Name()}: {lost.Message} {next}");
            }
        }

        return null;
    }
}
