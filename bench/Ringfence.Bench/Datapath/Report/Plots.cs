using Ringfence.Bench.Datapath.Measuring;
using Ringfence.Bench.Datapath.Traffic;

namespace Ringfence.Bench.Datapath.Report;

/// <summary>A run's pictures: a chart for each kind of traffic, of everything that it was sent to.</summary>
internal static class Plots
{
    /// <summary>The file of a kind, below the folder of the plots.</summary>
    public static string FileOf(TrafficKind kind) => $"{kind.Name()}.svg";

    public static async Task WriteAsync(Results results, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var kind in results.Series.GroupBy(series => series.Kind))
        {
            bool total = kind.Key == TrafficKind.Denied;
            double[] medians = [.. kind.Select(series => Value(series, total).Median)];
            bool isLogarithmic = medians.Max() > 20 * Math.Max(1, medians.Min());
            string what = total ? "in all" : "added to the bare path";
            var chart = new BarChart($"{kind.Key.Name()}: ns of CPU time a packet, {what}{(isLogarithmic ? ", logarithmic" : "")}", isLogarithmic);
            foreach (var series in kind)
                chart.Add(series.Name, Value(series, total));
            await File.WriteAllTextAsync(Path.Combine(folder, FileOf(kind.Key)), chart.ToString());
        }
    }

    private static Quartiles Value(Series series, bool total) => Quartiles.Of(series.Samples.Select(sample => total ? sample.Total : sample.Added));
}
