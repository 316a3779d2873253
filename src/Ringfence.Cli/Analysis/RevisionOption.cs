using System.CommandLine;
using System.Text.Json.Nodes;

namespace Ringfence.Cli.Analysis;

/// <summary>The option that asks about the past.</summary>
internal static class RevisionOption
{
    /// <summary>Makes it.</summary>
    public static Option<long?> Create() => new("--revision") { Description = "Ask about this revision [default: the present one]" };

    /// <summary>Sets <c>Revision</c> when it was given.</summary>
    public static void Write(this Option<long?> option, ParseResult parsed, JsonObject parameters)
    {
        if (parsed.GetValue(option) is { } revision)
            parameters["Revision"] = revision;
    }
}
