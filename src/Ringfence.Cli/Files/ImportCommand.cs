using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Groups;
using Ringfence.Cli.Planning;
using Ringfence.Cli.Rules;
using Ringfence.Cli.Running;

namespace Ringfence.Cli.Files;

/// <summary>Makes one list of rules what a table says.</summary>
internal sealed class ImportCommand : SessionCommand
{
    private readonly CommandRunner _runner;
    private readonly Argument<string> _group;
    private readonly Argument<string> _direction = RulesCommand.Direction();
    private readonly Argument<string> _file = new("file") { Description = "A table as export --format csv writes it; - for standard input" };
    private readonly PlanOptions _plan;

    public ImportCommand(CommandRunner runner)
        : base(runner, "import", "Make one list of rules what a table (CSV) says; shows the plan and asks first")
    {
        _runner = runner;
        Arguments.Add(_group = GroupsCommand.Group(runner));
        Arguments.Add(_direction);
        Arguments.Add(_file);
        _plan = new PlanOptions(this);
    }

    /// <inheritdoc/>
    protected override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        string file = parsed.GetRequiredValue(_file);
        string content = await TextFile.ReadAsync(_runner.Surroundings, file, cancellationToken).ConfigureAwait(false);
        var group = await SecurityGroups.FindAsync(session, parsed.GetRequiredValue(_group), cancellationToken).ConfigureAwait(false);
        var parameters = new JsonObject
        {
            ["Content"] = content,
            ["Format"] = "csv",
            ["SecurityGroupId"] = group.SecurityGroupId,
            ["Direction"] = RuleDirections.Parse(parsed.GetRequiredValue(_direction)).Member().ToLowerInvariant(),
        };
        return await new FileImport(session, file).RunAsync(parameters, _plan.Choice(parsed), cancellationToken).ConfigureAwait(false);
    }
}
