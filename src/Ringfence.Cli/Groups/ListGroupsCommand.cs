using System.CommandLine;
using Ringfence.Cli.Observing;
using Ringfence.Cli.Output;
using Ringfence.Cli.Running;

namespace Ringfence.Cli.Groups;

internal sealed class ListGroupsCommand(CommandRunner runner) : SessionCommand(runner, "list", "List the groups")
{
    /// <inheritdoc/>
    protected override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var groups = await SecurityGroups.ListAsync(session, cancellationToken).ConfigureAwait(false);
        var modes = await GroupModes.ListAsync(session, cancellationToken).ConfigureAwait(false);
        var observed = modes.Items.Where(mode => mode.Mode == "OBSERVE").Select(mode => mode.SecurityGroupId).ToHashSet(StringComparer.Ordinal);
        var json = groups.ToJson();
        json["SecurityGroupModeSet"] = modes.ToJson()["SecurityGroupModeSet"]!.DeepClone();
        session.Printer.Result(json, people => people.Table(
            ["ID", "NAME", "MODE", "PROJECT", "DEFAULT", "CHANGED", "DESCRIPTION"],
            groups.Items.Select(group => (string[])
            [
                group.SecurityGroupId, group.SecurityGroupName, observed.Contains(group.SecurityGroupId) ? "observe" : "enforce", group.ProjectId, group.IsDefault ? "yes" : "",
                VendorTime.Utc(group.UpdateTime), group.SecurityGroupDesc,
            ])));
        return ExitCode.Ok;
    }
}
