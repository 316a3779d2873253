using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Groups;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;

namespace Ringfence.Cli.Rules;

internal sealed class MoveRuleCommand : SessionCommand
{
    private readonly Argument<string> _group;
    private readonly Option<bool> _yes = Confirmation.Option();
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
        Options.Add(_yes);
    }

    /// <inheritdoc/>
    protected override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var names = await RuleNames.ReadAsync(session, cancellationToken).ConfigureAwait(false);
        var group = names.Groups.Find(parsed.GetRequiredValue(_group));
        var direction = RuleDirections.Parse(parsed.GetRequiredValue(_direction));
        int at = parsed.GetRequiredValue(_at);
        int to = parsed.GetRequiredValue(_to);
        var lists = await RuleLists.ReadAsync(session, group.SecurityGroupId, cancellationToken).ConfigureAwait(false);
        var rule = lists.At(direction, at);
        lists.At(direction, to);
        await session.SshGuard.RequireAsync(parsed.GetValue(_yes), nic => nic.GroupSet.Contains(group.SecurityGroupId), cancellationToken).ConfigureAwait(false);
        var answer = await session.CallAsync(
            ApiService.Vpc,
            "ReplaceSecurityGroupPolicies",
            new JsonObject
            {
                ["SecurityGroupId"] = group.SecurityGroupId,
                ["SecurityGroupPolicySet"] = OneRule(to, lists.Set.Version),
                ["OriginalSecurityGroupPolicySet"] = OneRule(at, null),
                ["UpdateType"] = "Priority",
            },
            cancellationToken).ConfigureAwait(false);
        session.Printer.Done(answer, $"Moved rule {at} {direction.Word()} of {group.Describe()} to {to}: {RuleTable.Phrase(direction, rule, names)}.");
        return ExitCode.Ok;

        JsonObject OneRule(int position, string? version)
        {
            var set = new JsonObject { [direction.Member()] = new JsonArray(new JsonObject { ["PolicyIndex"] = position }) };
            if (version is not null)
                set["Version"] = version;
            return set;
        }
    }
}
