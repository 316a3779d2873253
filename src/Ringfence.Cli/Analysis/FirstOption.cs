using System.CommandLine;
using System.Globalization;
using Ringfence.Cli.Output;

namespace Ringfence.Cli.Analysis;

/// <summary>The option that bounds an answer which is of one moment and so comes in one call.</summary>
internal static class FirstOption
{
    /// <summary>Makes it.</summary>
    public static Option<int> Create(string what) => new("--first") { Description = $"How many {what}, at most 1000", DefaultValueFactory = static _ => 100 };

    /// <summary>Says how many are not shown.</summary>
    public static void Print(Printer people, int shown, long total, string what)
    {
        if (total > shown)
            people.Line(string.Create(CultureInfo.InvariantCulture, $"The first {shown} of {total} {what}."));
    }
}
