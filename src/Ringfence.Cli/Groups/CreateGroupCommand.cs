using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;

namespace Ringfence.Cli.Groups;

internal sealed class CreateGroupCommand : SessionCommand
{
    private readonly Argument<string> _name = new("name") { Description = "Its name, at most 60 characters" };
    private readonly Option<string?> _description = new("--description") { Description = "At most 100 characters" };
    private readonly Option<string?> _project = new("--project") { Description = "The project's number [default: 0]" };

    private readonly Option<string?> _template = new("--template") { Description = "Begin with the rules of open-all-ports or open-major-ports" };

    public CreateGroupCommand(CommandRunner runner)
        : base(runner, "create", "Create a group; without rules it refuses everything")
    {
        Arguments.Add(_name);
        Options.Add(_description);
        Options.Add(_project);
        _template.CompletionSources.Add("open-all-ports", "open-major-ports");
        Options.Add(_template);
    }

    /// <inheritdoc/>
    protected override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        string name = parsed.GetRequiredValue(_name);
        var parameters = new JsonObject { ["GroupName"] = name };
        if (parsed.GetValue(_project) is { } project)
            parameters["ProjectId"] = project;
        var answer = await CallAsync(session, parameters, parsed.GetValue(_description), parsed.GetValue(_template), cancellationToken).ConfigureAwait(false);
        string id = answer.GetProperty("SecurityGroup").GetProperty("SecurityGroupId").GetString()!;
        session.Printer.Done(answer, $"Created {name} ({id}).");
        return ExitCode.Ok;
    }

    private static Task<JsonElement> CallAsync(
        Session session, JsonObject parameters, string? description, string? template, CancellationToken cancellationToken)
    {
        if (template is null)
        {
            parameters["GroupDescription"] = description ?? "";
            return session.CallAsync(ApiService.Vpc, "CreateSecurityGroup", parameters, cancellationToken);
        }

        parameters["TemplateName"] = template;
        if (description is not null)
            parameters["GroupDescription"] = description;
        return session.CallAsync(ApiService.Ringfence, "CreateSecurityGroupFromTemplate", parameters, cancellationToken);
    }
}
