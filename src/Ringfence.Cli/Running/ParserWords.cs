using System.Text.RegularExpressions;

namespace Ringfence.Cli.Running;

/// <summary>What the parser of the command line says, without the names of .NET's types.</summary>
internal static partial class ParserWords
{
    /// <summary>The same text in words of ours.</summary>
    public static string Own(string text) => WrongType().Replace(text, static match =>
    {
        string kind = match.Groups["type"].Value.Contains("System.Int", StringComparison.Ordinal) ? "a whole number" : "what is due";
        return $"{match.Groups["symbol"].Value}: '{match.Groups["value"].Value}' is not {kind}.";
    });

    [GeneratedRegex(@"Cannot parse argument '(?<value>.*?)' for (?:command|option) '(?<symbol>.*?)' as expected type '(?<type>.*?)'\.")]
    private static partial Regex WrongType();
}
