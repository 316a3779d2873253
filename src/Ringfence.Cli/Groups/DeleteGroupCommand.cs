using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;

namespace Ringfence.Cli.Groups;

internal sealed class DeleteGroupCommand : SessionCommand
{
    private readonly Argument<string> _group;
    private readonly Option<bool> _yes = Confirmation.Option();

    public DeleteGroupCommand(CommandRunner runner)
        : base(runner, "delete", "Delete a group that nothing is bound to and no rule names")
    {
        Arguments.Add(_group = GroupsCommand.Group(runner));
        Options.Add(_yes);
    }

    /// <inheritdoc/>
    protected override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var group = await SecurityGroups.FindAsync(session, parsed.GetRequiredValue(_group), cancellationToken).ConfigureAwait(false);
        await session.Confirmation.RequireAsync(parsed.GetValue(_yes), $"Delete {group.Describe()} and its rules?", cancellationToken).ConfigureAwait(false);
        var answer = await session.CallAsync(
            ApiService.Vpc, "DeleteSecurityGroup", new JsonObject { ["SecurityGroupId"] = group.SecurityGroupId }, cancellationToken).ConfigureAwait(false);
        session.Printer.Done(answer, $"Deleted {group.Describe()}.");
        return ExitCode.Ok;
    }
}
