using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Groups;
using Ringfence.Cli.Planning;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;

namespace Ringfence.Cli.Rules;

/// <summary>Overwrites a rule where it stands. Without <c>--description</c> it keeps the one it has.</summary>
internal sealed class ReplaceRuleCommand : ChangeCommand
{
    private readonly Argument<string> _group;
    private readonly Argument<string> _direction = RulesCommand.Direction();
    private readonly Argument<int> _at = RulesCommand.Position();
    private readonly Argument<string[]> _phrase = RulesCommand.Phrase();
    private readonly Option<string?> _description = new("--description") { Description = "A new description [default: the old one stays]" };

    public ReplaceRuleCommand(CommandRunner runner)
        : base(runner, "replace", "Overwrite the rule at a position")
    {
        Arguments.Add(_group = GroupsCommand.Group(runner));
        Arguments.Add(_direction);
        Arguments.Add(_at);
        Arguments.Add(_phrase);
        Options.Add(_description);
    }

    /// <inheritdoc/>
    protected override async Task<PreparedChange> PrepareAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var names = await RuleNames.ReadAsync(session, cancellationToken).ConfigureAwait(false);
        var group = names.Groups.Find(parsed.GetRequiredValue(_group));
        var direction = RuleDirections.Parse(parsed.GetRequiredValue(_direction));
        int at = parsed.GetRequiredValue(_at);
        var lists = await RuleLists.ReadAsync(session, group.SecurityGroupId, cancellationToken).ConfigureAwait(false);
        var old = lists.At(direction, at);
        var rules = new RulePhrase(direction, names).Read(
            parsed.GetRequiredValue(_phrase), parsed.GetValue(_description) ?? old.PolicyDescription);
        if (rules.Count > 1)
            throw CommandFailure.Usage("A rule has one family: give 0.0.0.0/0 or ::/0 instead of any.");
        rules[0]["PolicyIndex"] = at;

        // The version makes sure that the position still means the rule that was read.
        var call = new ApiCall(
            ApiService.Vpc,
            "ReplaceSecurityGroupPolicy",
            new JsonObject
            {
                ["SecurityGroupId"] = group.SecurityGroupId,
                ["SecurityGroupPolicySet"] = new JsonObject { ["Version"] = lists.Set.Version, [direction.Member()] = new JsonArray(rules[0]) },
            });
        return PreparedChange.Of(call, _ => $"Replaced rule {at} {direction.Word()} of {group.Describe()}: {RuleTable.Phrase(direction, old, names)}.") with
        {
            Touches = nic => nic.GroupSet.Contains(group.SecurityGroupId),
        };
    }
}
