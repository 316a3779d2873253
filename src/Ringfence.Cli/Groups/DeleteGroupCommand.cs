using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Planning;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;

namespace Ringfence.Cli.Groups;

internal sealed class DeleteGroupCommand : ChangeCommand
{
    private readonly Argument<string> _group;

    public DeleteGroupCommand(CommandRunner runner)
        : base(runner, "delete", "Delete a group that nothing is bound to and no rule names")
    {
        Arguments.Add(_group = GroupsCommand.Group(runner));
    }

    /// <inheritdoc/>
    protected override async Task<PreparedChange> PrepareAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var group = await SecurityGroups.FindAsync(session, parsed.GetRequiredValue(_group), cancellationToken).ConfigureAwait(false);
        var call = new ApiCall(ApiService.Vpc, "DeleteSecurityGroup", new JsonObject { ["SecurityGroupId"] = group.SecurityGroupId });
        return PreparedChange.Of(call, _ => $"Deleted {group.Describe()}.") with { Question = $"Delete {group.Describe()} and its rules?" };
    }
}
