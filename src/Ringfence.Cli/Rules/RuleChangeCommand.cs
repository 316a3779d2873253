using System.CommandLine;
using Ringfence.Cli.Groups;
using Ringfence.Cli.Planning;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;

namespace Ringfence.Cli.Rules;

/// <summary>A command that changes one list of a group's rules.</summary>
internal abstract class RuleChangeCommand : ChangeCommand
{
    private readonly Argument<string> _group;
    private readonly Argument<string> _direction = RulesCommand.Direction();

    protected RuleChangeCommand(CommandRunner runner, string name, string description)
        : base(runner, name, description)
    {
        Arguments.Add(_group = GroupsCommand.Group(runner));
        Arguments.Add(_direction);
    }

    /// <inheritdoc/>
    protected sealed override async Task<PreparedChange> PrepareAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var names = await RuleNames.ReadAsync(session, cancellationToken).ConfigureAwait(false);
        var group = names.Groups.Find(parsed.GetRequiredValue(_group));
        var list = new EditedList(session, group, RuleDirections.Parse(parsed.GetRequiredValue(_direction)), names);
        var edit = await EditAsync(list, parsed, cancellationToken).ConfigureAwait(false);
        edit.Parameters["SecurityGroupId"] = group.SecurityGroupId;
        return new PreparedChange(new ApiCall(ApiService.Vpc, edit.Action, edit.Parameters))
        {
            Past = (_, _) => new(edit.Past),
            Touches = nic => nic.GroupSet.Contains(group.SecurityGroupId),
        };
    }

    /// <summary>Finds out which edit is meant.</summary>
    /// <exception cref="CommandFailure">The arguments are wrong, or name what is not there.</exception>
    protected abstract ValueTask<RuleEdit> EditAsync(EditedList list, ParseResult parsed, CancellationToken cancellationToken);
}
