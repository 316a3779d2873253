using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;

namespace Ringfence.Cli.Groups;

internal sealed class CreateGroupCommand : SessionCommand
{
    private readonly Argument<string> _name = new("name") { Description = "Its name, at most 60 characters" };
    private readonly Option<string> _description = new("--description") { Description = "At most 100 characters", DefaultValueFactory = static _ => "" };
    private readonly Option<string?> _project = new("--project") { Description = "The project's number [default: 0]" };

    public CreateGroupCommand(CommandRunner runner)
        : base(runner, "create", "Create a group without rules: it refuses everything until it has some")
    {
        Arguments.Add(_name);
        Options.Add(_description);
        Options.Add(_project);
    }

    /// <inheritdoc/>
    protected override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        string name = parsed.GetRequiredValue(_name);
        var parameters = new JsonObject { ["GroupName"] = name, ["GroupDescription"] = parsed.GetRequiredValue(_description) };
        if (parsed.GetValue(_project) is { } project)
            parameters["ProjectId"] = project;
        var answer = await session.CallAsync(ApiService.Vpc, "CreateSecurityGroup", parameters, cancellationToken).ConfigureAwait(false);
        string id = answer.GetProperty("SecurityGroup").GetProperty("SecurityGroupId").GetString()!;
        session.Printer.Done(answer, $"Created {name} ({id}).");
        return ExitCode.Ok;
    }
}
