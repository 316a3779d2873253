using System.Text.Json;
using System.Text.Json.Serialization;
using Ringfence.Bench.Datapath.Measuring;
using Ringfence.Bench.Datapath.Traffic;

namespace Ringfence.Bench.Datapath.Report;

/// <summary>A run as data: a record for each configuration and kind of traffic, and the ratios by name. Times in nanoseconds of CPU time a packet.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.Strict,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static async Task WriteAsync(Results results, string file)
    {
        var document = new
        {
            results.Machine.Kernel,
            results.Machine.Processor,
            results.Machine.Mitigations,
            results.Rounds,
            Records = results.Series.Select(series => new
            {
                series.Name,
                Kind = series.Kind.Name(),
                Base = Quartiles.Of(series.Samples.Select(sample => sample.Base)).Median,
                Added = Quartiles.Of(series.Samples.Select(sample => sample.Added)).Median,
                Quartiles = Ends(Quartiles.Of(series.Samples.Select(sample => sample.Added))),
            }),
            Measured = results.Measured.Select(one => new { one.Name, one.What, one.Unit, Quartiles.Of(one.Rounds).Median, Quartiles = Ends(Quartiles.Of(one.Rounds)) }),
            Ratios = Ratios.Goals.Concat(Ratios.Others)
                .Select(ratio => (Ratio: ratio, Value: ratio.In(results)))
                .Where(one => one.Value is not null)
                .ToDictionary(
                    one => one.Ratio.Name,
                    one => new
                    {
                        one.Ratio.What,
                        Value = one.Value!.Value.Median,
                        Quartiles = Ends(one.Value.Value),
                        one.Ratio.Bound,
                        BoundIs = one.Ratio.Bound is null ? null : one.Ratio.IsFloor ? "above" : "at most",
                        Met = one.Ratio.IsMet(one.Value.Value.Median),
                    }),
        };
        await using var stream = File.Create(file);
        await JsonSerializer.SerializeAsync(stream, document, Options);
    }

    private static double[] Ends(Quartiles quartiles) => [quartiles.First, quartiles.Third];
}
