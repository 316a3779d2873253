using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Running;

namespace Ringfence.Cli.Rules;

/// <summary>Overwrites a rule where it stands. Without <c>--description</c> it keeps the one it has.</summary>
internal sealed class ReplaceRuleCommand : RuleChangeCommand
{
    private readonly Argument<int> _at = RulesCommand.Position();
    private readonly Argument<string[]> _phrase = RulesCommand.Phrase();
    private readonly Option<string?> _description = new("--description") { Description = "A new description [default: the old one stays]" };

    public ReplaceRuleCommand(CommandRunner runner)
        : base(runner, "replace", "Overwrite the rule at a position")
    {
        Arguments.Add(_at);
        Arguments.Add(_phrase);
        Options.Add(_description);
    }

    /// <inheritdoc/>
    protected override async ValueTask<RuleEdit> EditAsync(EditedList list, ParseResult parsed, CancellationToken cancellationToken)
    {
        int at = parsed.GetRequiredValue(_at);
        var lists = await list.ReadAsync(cancellationToken).ConfigureAwait(false);
        var old = lists.At(list.Direction, at);
        var rules = new RulePhrase(list.Direction, list.Names).Read(parsed.GetRequiredValue(_phrase), parsed.GetValue(_description) ?? old.PolicyDescription);
        if (rules.Count > 1)
            throw CommandFailure.Usage("A rule has one family: give 0.0.0.0/0 or ::/0 instead of any.");
        rules[0]["PolicyIndex"] = at;
        return new RuleEdit(
            "ReplaceSecurityGroupPolicy",
            new JsonObject { ["SecurityGroupPolicySet"] = list.Set(lists.Set.Version, rules) },
            $"Replaced rule {at} {list.Description}: {list.Phrase(old)}.");
    }
}
