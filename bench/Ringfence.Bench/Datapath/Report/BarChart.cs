using System.Globalization;
using System.Security;
using System.Text;
using Ringfence.Bench.Datapath.Measuring;

namespace Ringfence.Bench.Datapath.Report;

/// <summary>Horizontal bars with their quartiles, as SVG. The axis begins at zero, or at one when it is logarithmic.</summary>
/// <param name="Title">Above the bars, with the unit.</param>
/// <param name="IsLogarithmic">For values that lie decades apart.</param>
internal sealed record BarChart(string Title, bool IsLogarithmic)
{
    private const int LabelWidth = 230, BarWidth = 520, ValueWidth = 90, RowHeight = 26, Top = 44, Bottom = 30;

    private static readonly double[] RoundSteps = [1, 2, 5, 10];

    private readonly List<(string Label, Quartiles Value)> _bars = [];

    public void Add(string label, Quartiles value) => _bars.Add((label, value));

    public override string ToString()
    {
        double most = Math.Max(1, _bars.Max(bar => Math.Max(bar.Value.Median, bar.Value.Third)));
        double[] ticks = Ticks(most);
        double end = ticks[^1];
        int height = Top + (_bars.Count * RowHeight) + Bottom;
        var svg = new StringBuilder();
        Line(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{LabelWidth + BarWidth + ValueWidth}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"13\" role=\"img\">");
        Line(svg, $"<title>{SecurityElement.Escape(Title)}</title><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>");
        Line(svg, $"<text x=\"10\" y=\"22\" font-weight=\"bold\">{SecurityElement.Escape(Title)}</text>");
        foreach (double tick in ticks)
        {
            double x = LabelWidth + Place(tick, end);
            Line(svg, $"<line x1=\"{x:F1}\" y1=\"{Top - 6}\" x2=\"{x:F1}\" y2=\"{height - Bottom}\" stroke=\"#ddd\"/><text x=\"{x:F1}\" y=\"{height - 10}\" text-anchor=\"middle\" fill=\"#555\">{tick:N0}</text>");
        }

        for (int i = 0; i < _bars.Count; i++)
            Bar(svg, _bars[i].Label, _bars[i].Value, Top + (i * RowHeight), end);
        return svg.Append("</svg>\n").ToString();
    }

    private void Bar(StringBuilder svg, string label, Quartiles value, int y, double end)
    {
        string colour = label.StartsWith("ours", StringComparison.Ordinal) ? "#2266aa" : "#999999";
        double middle = y + (RowHeight / 2.0), to = Place(value.Median, end), first = Place(value.First, end), third = Place(value.Third, end);
        Line(svg, $"<text x=\"{LabelWidth - 8}\" y=\"{middle + 4:F1}\" text-anchor=\"end\">{SecurityElement.Escape(label)}</text>");
        Line(svg, $"<rect x=\"{LabelWidth}\" y=\"{y + 4}\" width=\"{to:F1}\" height=\"{RowHeight - 8}\" fill=\"{colour}\"/>");
        Line(svg, $"<line x1=\"{LabelWidth + first:F1}\" y1=\"{middle:F1}\" x2=\"{LabelWidth + third:F1}\" y2=\"{middle:F1}\" stroke=\"#000\" stroke-width=\"2\"/>");
        Line(svg, $"<text x=\"{LabelWidth + Math.Max(to, third) + 6:F1}\" y=\"{middle + 4:F1}\">{value.Median:N0}</text>");
    }

    private double Place(double value, double end) => IsLogarithmic
        ? Math.Log10(Math.Max(1, value)) / Math.Log10(end) * BarWidth
        : Math.Max(0, value) / end * BarWidth;

    /// <summary>Powers of ten, or about five round steps.</summary>
    private double[] Ticks(double most)
    {
        if (IsLogarithmic)
            return [.. Enumerable.Range(0, (int)Math.Ceiling(Math.Log10(Math.Max(10, most))) + 1).Select(power => Math.Pow(10, power))];
        double magnitude = Math.Pow(10, Math.Floor(Math.Log10(most / 5)));
        double step = RoundSteps.Select(factor => factor * magnitude).First(candidate => candidate * 5 >= most);
        return [.. Enumerable.Range(0, (int)Math.Ceiling(most / step) + 1).Select(number => number * step)];
    }

    private static void Line(StringBuilder svg, FormattableString line) => svg.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
