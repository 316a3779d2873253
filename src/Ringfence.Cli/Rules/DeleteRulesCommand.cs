using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Groups;
using Ringfence.Cli.Planning;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;

namespace Ringfence.Cli.Rules;

internal sealed class DeleteRulesCommand : ChangeCommand
{
    private readonly Argument<string> _group;
    private readonly Argument<string> _direction = RulesCommand.Direction();
    private readonly Argument<int[]> _at = new("at") { Description = "The rules' positions, all as they are now", Arity = ArgumentArity.OneOrMore };

    public DeleteRulesCommand(CommandRunner runner)
        : base(runner, "delete", "Delete the rules at these positions, in one change")
    {
        Arguments.Add(_group = GroupsCommand.Group(runner));
        Arguments.Add(_direction);
        Arguments.Add(_at);
    }

    /// <inheritdoc/>
    protected override async Task<PreparedChange> PrepareAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var names = await RuleNames.ReadAsync(session, cancellationToken).ConfigureAwait(false);
        var group = names.Groups.Find(parsed.GetRequiredValue(_group));
        var direction = RuleDirections.Parse(parsed.GetRequiredValue(_direction));
        int[] positions = [.. parsed.GetRequiredValue(_at).Distinct()];
        var lists = await RuleLists.ReadAsync(session, group.SecurityGroupId, cancellationToken).ConfigureAwait(false);
        string[] deleted = [.. positions.Select(at => $"  {at}: {RuleTable.Phrase(direction, lists.At(direction, at), names)}")];
        var call = new ApiCall(
            ApiService.Vpc,
            "DeleteSecurityGroupPolicies",
            new JsonObject
            {
                ["SecurityGroupId"] = group.SecurityGroupId,
                ["SecurityGroupPolicySet"] = new JsonObject
                {
                    ["Version"] = lists.Set.Version,
                    [direction.Member()] = new JsonArray([.. positions.Select(at => new JsonObject { ["PolicyIndex"] = at })]),
                },
            });
        return new PreparedChange(call)
        {
            Past = (_, _) => new([$"Deleted {direction.Word()} of {group.Describe()}:", .. deleted]),
            Touches = nic => nic.GroupSet.Contains(group.SecurityGroupId),
        };
    }
}
