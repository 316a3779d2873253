using System.CommandLine;
using Ringfence.Cli.Connecting;
using Ringfence.Cli.Output;

namespace Ringfence.Cli.Running;

/// <summary>The options that every command takes.</summary>
internal sealed class GlobalOptions
{
    private readonly Option<string?> _endpoint = Text("--endpoint", "Where the server listens: http://HOST:PORT, or HOST:PORT");
    private readonly Option<string?> _secretId = Text("--secret-id", "The key pair's id");
    private readonly Option<string?> _secretKey = Text("--secret-key", "The key; visible to other users of this machine, so better kept in the environment or a profile");
    private readonly Option<string?> _region = Text("--region", "The region of all calls");
    private readonly Option<string?> _profile = Text("--profile", "The profile to use");
    private readonly Option<bool> _forceGuards = new("--force-guards") { Description = "Go past guards that the change breaks; needs an admin's key, and is in the audit log", Recursive = true };
    private const string OutputName = "--output";

    private readonly Option<string> _output = new(OutputName, "-o")
    {
        Description = "table for people, json for programs",
        DefaultValueFactory = static _ => "table",
        Recursive = true,
    };

    public GlobalOptions() => _output.AcceptOnlyFromAmong("table", "json");

    /// <summary>Adds them to the root, and so to every command.</summary>
    public void AddTo(RootCommand root)
    {
        foreach (var option in (Option[])[_endpoint, _secretId, _secretKey, _region, _profile, _forceGuards, _output])
            root.Options.Add(option);
    }

    /// <summary>What the command line says about the connection.</summary>
    public ConnectionFlags Connection(ParseResult parsed) => new(
        parsed.GetValue(_endpoint), parsed.GetValue(_secretId), parsed.GetValue(_secretKey), parsed.GetValue(_region), parsed.GetValue(_profile));

    /// <summary>Whether changes go past guards.</summary>
    public bool ForceGuards(ParseResult parsed) => parsed.GetValue(_forceGuards);

    /// <summary>The form of the output.</summary>
    public OutputFormat Output(ParseResult parsed) => parsed.GetValue(_output) == "json" ? OutputFormat.Json : OutputFormat.Table;

    /// <summary>Whether a command line that cannot be run asks for JSON.</summary>
    public static bool AsksForJson(ParseResult parsed) =>
        parsed.RootCommandResult.Command.Options.First(static option => option.Name == OutputName) is var output && parsed.GetResult(output) is { Tokens: [{ Value: "json" }] };

    private static Option<string?> Text(string name, string description) => new(name) { Description = description, Recursive = true };
}
