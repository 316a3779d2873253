using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Groups;
using Ringfence.Cli.Planning;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;

namespace Ringfence.Cli.Rules;

internal sealed class AddRuleCommand : ChangeCommand
{
    private readonly Argument<string> _group;
    private readonly Argument<string> _direction = RulesCommand.Direction();
    private readonly Argument<string[]> _phrase = RulesCommand.Phrase();
    private readonly Option<int?> _at = new("--at") { Description = "The position it gets, 0 for the top [default: below the last]" };
    private readonly Option<string?> _description = new("--description") { Description = "At most 100 characters" };

    public AddRuleCommand(CommandRunner runner)
        : base(runner, "add", "Add a rule; peer any makes two, one for each family")
    {
        Arguments.Add(_group = GroupsCommand.Group(runner));
        Arguments.Add(_direction);
        Arguments.Add(_phrase);
        Options.Add(_at);
        Options.Add(_description);
    }

    /// <inheritdoc/>
    protected override async Task<PreparedChange> PrepareAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var names = await RuleNames.ReadAsync(session, cancellationToken).ConfigureAwait(false);
        var group = names.Groups.Find(parsed.GetRequiredValue(_group));
        var direction = RuleDirections.Parse(parsed.GetRequiredValue(_direction));
        var rules = new RulePhrase(direction, names).Read(parsed.GetRequiredValue(_phrase), parsed.GetValue(_description));
        if (parsed.GetValue(_at) is { } at)
        {
            foreach (var rule in rules)
                rule["PolicyIndex"] = at;
        }

        var call = new ApiCall(
            ApiService.Vpc,
            "CreateSecurityGroupPolicies",
            new JsonObject
            {
                ["SecurityGroupId"] = group.SecurityGroupId,
                ["SecurityGroupPolicySet"] = new JsonObject { [direction.Member()] = new JsonArray([.. rules]) },
            });
        return PreparedChange.Of(call, _ => $"Added {(rules.Count == 1 ? "a rule" : $"{rules.Count} rules")} {direction.Word()} to {group.Describe()}.") with
        {
            Touches = nic => nic.GroupSet.Contains(group.SecurityGroupId),
        };
    }
}
