using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Running;

namespace Ringfence.Cli.Rules;

internal sealed class MoveRuleCommand : RuleChangeCommand
{
    private readonly Argument<int> _at = RulesCommand.Position();
    private readonly Argument<int> _to = RulesCommand.Checked(new("to") { Description = "The position it has afterwards" });

    public MoveRuleCommand(CommandRunner runner)
        : base(runner, "move", "Move a rule to another position; the others keep their order")
    {
        Arguments.Add(_at);
        Arguments.Add(_to);
    }

    /// <inheritdoc/>
    protected override async ValueTask<RuleEdit> EditAsync(EditedList list, ParseResult parsed, CancellationToken cancellationToken)
    {
        int at = parsed.GetRequiredValue(_at);
        int to = parsed.GetRequiredValue(_to);
        var lists = await list.ReadAsync(cancellationToken).ConfigureAwait(false);
        var rule = lists.At(list.Direction, at);
        lists.At(list.Direction, to);
        return new RuleEdit(
            "ReplaceSecurityGroupPolicies",
            new JsonObject
            {
                ["SecurityGroupPolicySet"] = list.Set(lists.Set.Version, EditedList.At(to)),
                ["OriginalSecurityGroupPolicySet"] = list.Set(null, EditedList.At(at)),
                ["UpdateType"] = "Priority",
            },
            $"Moved rule {at} {list.Description} to {to}: {list.Phrase(rule)}.");
    }
}
