using System.CommandLine;
using Ringfence.Cli.Running;

namespace Ringfence.Cli.Groups;

internal sealed class ListGroupsCommand(CommandRunner runner) : SessionCommand(runner, "list", "List the groups")
{
    /// <inheritdoc/>
    protected override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var groups = await SecurityGroups.ListAsync(session, cancellationToken).ConfigureAwait(false);
        session.Printer.Result(groups.ToJson(), people => people.Table(
            ["ID", "NAME", "PROJECT", "DEFAULT", "CHANGED", "DESCRIPTION"],
            groups.Items.Select(group => (string[])
                [group.SecurityGroupId, group.SecurityGroupName, group.ProjectId, group.IsDefault ? "yes" : "", group.UpdateTime, group.SecurityGroupDesc])));
        return ExitCode.Ok;
    }
}
