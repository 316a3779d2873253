using System.Globalization;
using System.Text;
using Ringfence.Bench.Datapath.Measuring;
using Ringfence.Bench.Datapath.Traffic;

namespace Ringfence.Bench.Datapath.Report;

/// <summary>A run's tables, for people.</summary>
internal static class MarkdownReport
{
    private static readonly TrafficKind[] Kinds = Enum.GetValues<TrafficKind>();

    public static string Write(Results results)
    {
        var text = new StringBuilder();
        Line(text, $"Kernel {results.Machine.Kernel}; {results.Machine.Processor}; {results.Rounds} rounds. Mitigations: {string.Join("; ", results.Machine.Mitigations.Select(entry => $"{entry.Key}: {entry.Value}"))}.");
        WriteRatios(text, results);
        WritePackets(text, results);
        WriteDenied(text, results);
        WriteMeasured(text, results);
        return text.ToString();
    }

    private static void WriteRatios(StringBuilder text, Results results)
    {
        Line(text, $"\n| ratio | bound | median [quartiles] | |\n|---|---|---|---|");
        foreach (var ratio in Ratios.Goals.Concat(Ratios.Others))
        {
            if (ratio.In(results) is not { } value)
                continue;
            string bound = ratio.Bound is { } number ? string.Create(CultureInfo.InvariantCulture, $"{(ratio.IsFloor ? "above" : "at most")} {number:0.0#}") : "";
            string met = ratio.IsMet(value.Median) switch { true => "met", false => "**missed**", null => "" };
            Line(text, $"| {ratio.What} | {bound} | {value.Median:F2} [{value.First:F2}..{value.Third:F2}] | {met} |");
        }
    }

    private static void WritePackets(StringBuilder text, Results results)
    {
        if (results.Series.Count == 0)
            return;
        Line(text, $"\nAdded to the bare path, nanoseconds of CPU time a packet, median [quartiles]:\n");
        Line(text, $"| | {string.Join(" | ", Kinds.Select(kind => kind.Name()))} |\n|---|{string.Concat(Kinds.Select(_ => "---|"))}");
        foreach (var configuration in results.Series.GroupBy(series => series.Name))
        {
            var cells = Kinds.Select(kind => configuration.FirstOrDefault(series => series.Kind == kind) is { } series ? Cell(series) : "");
            Line(text, $"| {configuration.Key} | {string.Join(" | ", cells)} |");
        }
    }

    private static void WriteDenied(StringBuilder text, Results results)
    {
        var denied = results.Series.Where(series => series.Kind == TrafficKind.Denied).ToList();
        if (denied.Count == 0)
            return;
        Line(text, $"\nDenied packets in all, nanoseconds of CPU time a packet:\n\n| | bare path | total |\n|---|---|---|");
        foreach (var series in denied)
            Line(text, $"| {series.Name} | {Median(series, sample => sample.Base):F0} | {Median(series, sample => sample.Total):F0} |");
    }

    private static void WriteMeasured(StringBuilder text, Results results)
    {
        if (results.Measured.Count == 0)
            return;
        Line(text, $"\n| | median [quartiles] | |\n|---|---|---|");
        foreach (var one in results.Measured)
        {
            var value = Quartiles.Of(one.Rounds);
            Line(text, $"| {one.What} | {value.Median:F1} [{value.First:F1}..{value.Third:F1}] | {one.Unit} |");
        }
    }

    private static string Cell(Series series)
    {
        var added = Quartiles.Of(series.Samples.Select(sample => sample.Added));
        return string.Create(CultureInfo.InvariantCulture, $"{added.Median:F0} [{added.First:F0}..{added.Third:F0}]");
    }

    private static double Median(Series series, Func<Sample, double> value) => Quartiles.Of(series.Samples.Select(value)).Median;

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
