using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;

namespace Ringfence.Cli.Groups;

internal sealed class CloneGroupCommand : SessionCommand
{
    private readonly Argument<string> _group;
    private readonly Argument<string?> _name = new("new-name") { Description = "The copy's name [default: the original's]", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _description = new("--description") { Description = "The copy's description [default: the original's]" };
    private readonly Option<string?> _project = new("--project") { Description = "The copy's project [default: 0]" };
    private readonly Option<bool> _tags = new("--tags") { Description = "Copy the tags as well" };

    public CloneGroupCommand(CommandRunner runner)
        : base(runner, "clone", "Copy a group and its rules; nothing is bound to the copy")
    {
        Arguments.Add(_group = GroupsCommand.Group(runner));
        Arguments.Add(_name);
        foreach (var option in (Option[])[_description, _project, _tags])
            Options.Add(option);
    }

    /// <inheritdoc/>
    protected override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var group = await SecurityGroups.FindAsync(session, parsed.GetRequiredValue(_group), cancellationToken).ConfigureAwait(false);
        var parameters = new JsonObject { ["SecurityGroupId"] = group.SecurityGroupId };
        foreach (var (member, value) in (IEnumerable<(string, string?)>)
            [("GroupName", parsed.GetValue(_name)), ("GroupDescription", parsed.GetValue(_description)), ("ProjectId", parsed.GetValue(_project))])
        {
            if (value is not null)
                parameters[member] = value;
        }

        if (parsed.GetValue(_tags))
            parameters["IsCloneTags"] = true;
        var answer = await session.CallAsync(ApiService.Vpc, "CloneSecurityGroup", parameters, cancellationToken).ConfigureAwait(false);
        var copy = answer.GetProperty("SecurityGroup");
        session.Printer.Done(answer, $"Cloned {group.Describe()} as {copy.GetProperty("SecurityGroupName")} ({copy.GetProperty("SecurityGroupId")}).");
        return ExitCode.Ok;
    }
}
