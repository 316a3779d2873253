using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Groups;
using Ringfence.Cli.Running;

namespace Ringfence.Cli.Rules;

internal sealed class AddRuleCommand : RuleChangeCommand
{
    private readonly Argument<string[]> _phrase = RulesCommand.Phrase();
    private readonly Option<int?> _at = new("--at") { Description = "The position it gets, 0 for the top [default: below the last]" };
    private readonly Option<string?> _description = new("--description") { Description = "At most 100 characters" };

    public AddRuleCommand(CommandRunner runner)
        : base(runner, "add", "Add a rule; peer any makes two, one for each family")
    {
        Arguments.Add(_phrase);
        Options.Add(_at);
        Options.Add(_description);
    }

    /// <inheritdoc/>
    protected override ValueTask<RuleEdit> EditAsync(EditedList list, ParseResult parsed, CancellationToken cancellationToken)
    {
        var rules = new RulePhrase(list.Direction, list.Names).Read(parsed.GetRequiredValue(_phrase), parsed.GetValue(_description));
        if (parsed.GetValue(_at) is { } at)
        {
            foreach (var rule in rules)
                rule["PolicyIndex"] = at;
        }

        return new(new RuleEdit(
            "CreateSecurityGroupPolicies",
            new JsonObject { ["SecurityGroupPolicySet"] = list.Set(null, rules) },
            $"Added {(rules.Count == 1 ? "a rule" : $"{rules.Count} rules")} {list.Direction.Word()} to {list.Group.Describe()}."));
    }
}
