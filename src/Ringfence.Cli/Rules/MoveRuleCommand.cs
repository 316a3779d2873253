using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Groups;
using Ringfence.Cli.Planning;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;

namespace Ringfence.Cli.Rules;

internal sealed class MoveRuleCommand : ChangeCommand
{
    private readonly Argument<string> _group;
    private readonly Argument<string> _direction = RulesCommand.Direction();
    private readonly Argument<int> _at = RulesCommand.Position();
    private readonly Argument<int> _to = RulesCommand.Checked(new("to") { Description = "The position it has afterwards" });

    public MoveRuleCommand(CommandRunner runner)
        : base(runner, "move", "Move a rule to another position; the others keep their order")
    {
        Arguments.Add(_group = GroupsCommand.Group(runner));
        Arguments.Add(_direction);
        Arguments.Add(_at);
        Arguments.Add(_to);
    }

    /// <inheritdoc/>
    protected override async Task<PreparedChange> PrepareAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var names = await RuleNames.ReadAsync(session, cancellationToken).ConfigureAwait(false);
        var group = names.Groups.Find(parsed.GetRequiredValue(_group));
        var direction = RuleDirections.Parse(parsed.GetRequiredValue(_direction));
        int at = parsed.GetRequiredValue(_at);
        int to = parsed.GetRequiredValue(_to);
        var lists = await RuleLists.ReadAsync(session, group.SecurityGroupId, cancellationToken).ConfigureAwait(false);
        var rule = lists.At(direction, at);
        lists.At(direction, to);
        var call = new ApiCall(
            ApiService.Vpc,
            "ReplaceSecurityGroupPolicies",
            new JsonObject
            {
                ["SecurityGroupId"] = group.SecurityGroupId,
                ["SecurityGroupPolicySet"] = OneRule(to, lists.Set.Version),
                ["OriginalSecurityGroupPolicySet"] = OneRule(at, null),
                ["UpdateType"] = "Priority",
            });
        return PreparedChange.Of(call, _ => $"Moved rule {at} {direction.Word()} of {group.Describe()} to {to}: {RuleTable.Phrase(direction, rule, names)}.") with
        {
            Touches = nic => nic.GroupSet.Contains(group.SecurityGroupId),
        };

        JsonObject OneRule(int position, string? version)
        {
            var set = new JsonObject { [direction.Member()] = new JsonArray(new JsonObject { ["PolicyIndex"] = position }) };
            if (version is not null)
                set["Version"] = version;
            return set;
        }
    }
}
