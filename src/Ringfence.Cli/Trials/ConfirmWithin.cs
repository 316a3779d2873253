using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Ringfence.Cli.Trials;

/// <summary>The option by which a change is undone unless it is confirmed in time.</summary>
internal static class ConfirmWithin
{
    private const long LongestSeconds = 3600;

    /// <summary>The option; null: the change stays without a confirmation.</summary>
    public static Option<TimeSpan?> Option() => new("--confirm-within")
    {
        Description = "Undo the change unless ringfence confirm follows in this time: 60s, 5m",
        HelpName = "duration",
        CustomParser = Parse,
    };

    private static TimeSpan? Parse(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        int unit = text.EndsWith('s') ? 1 : text.EndsWith('m') ? 60 : text.EndsWith('h') ? 3600 : 0;
        if (int.TryParse(unit == 0 ? text : text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && (long)number * Math.Max(unit, 1) is > 0 and <= LongestSeconds and var seconds)
        {
            return TimeSpan.FromSeconds(seconds);
        }

        result.AddError($"--confirm-within: '{text}' is no time from 1s to 1h.");
        return null;
    }
}
