using System.CommandLine;
using Ringfence.Cli.Groups;
using Ringfence.Cli.Planning;
using Ringfence.Cli.Running;

namespace Ringfence.Cli.Observing;

/// <summary>Puts a group in observe mode.</summary>
internal sealed class ObserveGroupCommand : ChangeCommand
{
    private readonly Argument<string> _group;

    public ObserveGroupCommand(CommandRunner runner)
        : base(runner, "group", "Let a group decide nothing, and watch what it would drop; enforce ends it") => Arguments.Add(_group = GroupsCommand.Group(runner));

    /// <inheritdoc/>
    protected override async Task<PreparedChange> PrepareAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var group = await SecurityGroups.FindAsync(session, parsed.GetRequiredValue(_group), cancellationToken).ConfigureAwait(false);
        return PreparedChange.Of(
            GroupModes.Call(group.SecurityGroupId, "OBSERVE"),
            answer => $"{group.Describe()} decides nothing now. What it would drop: {CommandTree.Name} observe flows {answer.GetProperty("Observation").GetProperty("ObservationId").GetString()}") with
        {
            Question = $"Let the rules of {group.Describe()} decide nothing until it is enforced?",
            Touches = nic => nic.GroupSet.Contains(group.SecurityGroupId),
        };
    }
}
