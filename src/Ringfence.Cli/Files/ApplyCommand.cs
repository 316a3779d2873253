using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Planning;
using Ringfence.Cli.Running;

namespace Ringfence.Cli.Files;

/// <summary>Makes groups, rules and bindings what a document says: one change or none.</summary>
internal sealed class ApplyCommand : SessionCommand
{
    private readonly CommandRunner _runner;
    private readonly Option<string> _file = new("--file", "-f") { Description = "A document as export writes it, JSON or YAML; - for standard input", Required = true };
    private readonly Option<bool> _removeOthers = new("--remove-others") { Description = "Delete the groups that the document does not have" };
    private readonly PlanOptions _plan;

    public ApplyCommand(CommandRunner runner)
        : base(runner, "apply", "Make groups, rules and bindings what a document says, in one change; shows the plan and asks first")
    {
        _runner = runner;
        Options.Add(_file);
        Options.Add(_removeOthers);
        _plan = new PlanOptions(this);
    }

    /// <inheritdoc/>
    protected override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        string file = parsed.GetRequiredValue(_file);
        string content = await TextFile.ReadAsync(_runner.Surroundings, file, cancellationToken).ConfigureAwait(false);
        var parameters = new JsonObject
        {
            ["Content"] = content,
            ["Format"] = content.AsSpan().TrimStart().StartsWith("{") ? "json" : "yaml",
            ["RemoveOthers"] = parsed.GetValue(_removeOthers),
        };
        return await new FileImport(session, file).RunAsync(parameters, _plan.Choice(parsed), cancellationToken).ConfigureAwait(false);
    }
}
