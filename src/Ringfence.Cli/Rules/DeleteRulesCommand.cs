using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Running;

namespace Ringfence.Cli.Rules;

internal sealed class DeleteRulesCommand : RuleChangeCommand
{
    private readonly Argument<int[]> _at = new("at") { Description = "The rules' positions, all as they are now", Arity = ArgumentArity.OneOrMore };

    public DeleteRulesCommand(CommandRunner runner)
        : base(runner, "delete", "Delete the rules at these positions, in one change") =>
        Arguments.Add(_at);

    /// <inheritdoc/>
    protected override async ValueTask<RuleEdit> EditAsync(EditedList list, ParseResult parsed, CancellationToken cancellationToken)
    {
        int[] positions = [.. parsed.GetRequiredValue(_at).Distinct()];
        var lists = await list.ReadAsync(cancellationToken).ConfigureAwait(false);
        string[] deleted = [.. positions.Select(at => $"  {at}: {list.Phrase(lists.At(list.Direction, at))}")];
        return new RuleEdit(
            "DeleteSecurityGroupPolicies",
            new JsonObject { ["SecurityGroupPolicySet"] = list.Set(lists.Set.Version, positions.Select(EditedList.At)) },
            [$"Deleted {list.Description}:", .. deleted]);
    }
}
