using Ringfence.Bench.Datapath.Lookups;
using Ringfence.Bench.Datapath.Measuring;
using Ringfence.Bench.Datapath.Report;
using Ringfence.Bench.Datapath.Traffic;
using Ringfence.Bench.Datapath.Updates;

namespace Ringfence.Bench.Datapath;

/// <summary>What a packet, a change and a lookup cost, beside what others make of the same. docs/benchmarks.md describes the method.</summary>
internal static class DatapathBenchmark
{
    /// <summary>Measures what is asked for, prints it, and writes the files.</summary>
    /// <returns>The process's exit code.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, string root, CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        if (DatapathOptions.Parse(arguments, faults) is not { } options)
        {
            foreach (string fault in faults)
                await Console.Error.WriteLineAsync(fault);
            return 2;
        }

        var results = await MeasureAsync(options, Console.Error, cancellationToken);
        string report = MarkdownReport.Write(results);
        await Console.Out.WriteLineAsync(report);
        if (options.JsonFile is { } json)
            await JsonReport.WriteAsync(results, json);
        if (!options.IsDocumented)
        {
            await Console.Error.WriteLineAsync($"docs/benchmarks.md is left as it is: it is written from full runs of at least {DatapathOptions.DocumentedRounds} rounds.");
            return 0;
        }

        string[] open = [.. Ratios.Goals.Where(goal => goal.In(results) is null).Select(goal => goal.Name)];
        if (open.Length > 0)
        {
            await Console.Error.WriteLineAsync($"docs/benchmarks.md is left as it is: there is no value for {string.Join(", ", open)}.");
            return 1;
        }

        await DocumentAsync(results, report, Path.Combine(root, "docs"));
        return 0;
    }

    private static async Task<Results> MeasureAsync(DatapathOptions options, TextWriter log, CancellationToken cancellationToken)
    {
        var measured = new List<Measured>();
        if (options.Wants(LookupBenchmark.Name))
            measured.AddRange(await LookupBenchmark.RunAsync(options.Rounds, log));
        if (options.Wants(UpdateBenchmark.Name))
            measured.AddRange(await UpdateBenchmark.RunAsync(options.Rounds));
        Configuration[] wanted = [.. Configurations.All.Where(configuration => options.Wants(configuration.Name))];
        var series = await Rounds.RunAsync(wanted, options.Rounds, log, cancellationToken);
        return new Results(Machine.Read(), options.Rounds, series, measured);
    }

    private static async Task DocumentAsync(Results results, string report, string docs)
    {
        const string plots = "benchmarks";
        await Plots.WriteAsync(results, Path.Combine(docs, plots));
        var pictures = Enum.GetValues<TrafficKind>().Select(kind => $"![{kind.Name()}]({plots}/{Plots.FileOf(kind)})");
        await DocumentSection.ReplaceAsync(Path.Combine(docs, "benchmarks.md"), $"{report}\n{string.Join("\n\n", pictures)}\n");
    }
}
