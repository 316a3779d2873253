using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Groups;
using Ringfence.Cli.Running;

namespace Ringfence.Cli.Rules;

internal sealed class ListRulesCommand : SessionCommand
{
    private readonly Argument<string> _group;

    public ListRulesCommand(CommandRunner runner)
        : base(runner, "list", "List a group's rules") =>
        Arguments.Add(_group = GroupsCommand.Group(runner));

    /// <inheritdoc/>
    protected override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var names = await RuleNames.ReadAsync(session, cancellationToken).ConfigureAwait(false);
        var rules = await RuleLists.ReadAsync(session, names.Groups.Find(parsed.GetRequiredValue(_group)).SecurityGroupId, cancellationToken).ConfigureAwait(false);
        session.Printer.Result(
            new JsonObject { ["SecurityGroupPolicySet"] = JsonObject.Create(rules.Raw) }, people => RuleTable.Print(people, rules.Set, names));
        return ExitCode.Ok;
    }
}
