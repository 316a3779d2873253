using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ringfence.Cli.Files;
using Ringfence.Cli.Running;

namespace Ringfence.Cli.Analysis;

/// <summary>Calls that are not made, from a file.</summary>
internal static class ProposedCalls
{
    /// <summary>The option that names the file.</summary>
    public static Option<string?> Option(string description) =>
        new("--changes") { Description = $"{description}: calls that are not made, as a JSON list of {{\"Action\", \"Version\", \"Parameters\"}}; - for standard input" };

    /// <summary>Sets <c>Changes</c> when the option was given.</summary>
    /// <exception cref="CommandFailure">The file cannot be read, or is no JSON list.</exception>
    public static async Task WriteAsync(this Option<string?> option, ParseResult parsed, CliSurroundings surroundings, JsonObject parameters, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(option) is { } file)
            parameters["Changes"] = Calls(file, await TextFile.ReadAsync(surroundings, file, cancellationToken).ConfigureAwait(false));
    }

    private static JsonArray Calls(string file, string content)
    {
        try
        {
            return JsonNode.Parse(content) as JsonArray ?? throw CommandFailure.Usage($"{file} is not a JSON list.");
        }
        catch (JsonException fault)
        {
            throw CommandFailure.Usage($"{file} is not JSON from {FileTrouble.Where(fault)} on.");
        }
    }
}
