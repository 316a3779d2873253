using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Completing;
using Ringfence.Cli.Groups;
using Ringfence.Cli.Observing;
using Ringfence.Cli.Output;
using Ringfence.Cli.Rules;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;
using Ringfence.Contracts.Ringfence;
using Ringfence.Contracts.Ringfence.Analysis;

namespace Ringfence.Cli.Analysis;

/// <summary>Rules that do not do what they seem to.</summary>
internal sealed class LintCommand : SessionCommand
{
    private readonly Argument<string[]> _groups = new("group") { Description = "Only these groups, by id or unique name [default: all]", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<int?> _unhit = new("--unhit") { Description = "Show rules that have decided nothing for this many hours, too, by the counters of the hosts" };
    private readonly Option<int> _first = FirstOption.Create("findings");

    public LintCommand(CommandRunner runner)
        : base(runner, "lint", "Show rules that can never match, change nothing, contradict each other, accept too much or name nobody")
    {
        Arguments.Add(_groups.Offering(runner, GroupsCommand.OfferAsync));
        Options.Add(_unhit);
        Options.Add(_first);
    }

    /// <inheritdoc/>
    protected override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var names = await RuleNames.ReadAsync(session, cancellationToken).ConfigureAwait(false);
        var parameters = new JsonObject { ["Limit"] = parsed.GetValue(_first) };
        if (parsed.GetValue(_groups) is { Length: > 0 } groups)
            parameters["SecurityGroupIds"] = new JsonArray([.. groups.Select(text => (JsonNode)names.Groups.Find(text).SecurityGroupId)]);
        if (parsed.GetValue(_unhit) is { } hours)
            parameters["UnhitHours"] = hours;
        var raw = await session.CallAsync(ApiService.Ringfence, "LintSecurityGroups", parameters, cancellationToken).ConfigureAwait(false);
        var answer = Session.Read(raw, RingfenceJsonContext.Default.LintSecurityGroupsResponse);
        session.Printer.Result(JsonObject.Create(raw)!, people => Print(people, answer, names));
        return ExitCode.Ok;
    }

    private static void Print(Printer people, LintSecurityGroupsResponse answer, RuleNames names)
    {
        if (answer.FindingSet.IsEmpty)
            people.Line("Nothing found.");
        else
            people.Table(["FINDING", "PLACE", "RULE", "BECAUSE OF", "EXAMPLE"], answer.FindingSet.Select(finding => Row(finding, names)));
        FirstOption.Print(people, answer.FindingSet.Length, answer.TotalCount, "findings");
        Unreachable.Print(people, answer.UnreachableHosts ?? (IEnumerable<string>)[], "Rules of these hosts are not called unhit, because they cannot tell");
    }

    private static string[] Row(LintRecord finding, RuleNames names) =>
    [
        finding.Kind.ToLowerInvariant().Replace('_', ' '),
        finding.Rule is { } rule ? TrafficText.Place(rule, finding.Direction, names) : string.Join(", ", finding.SecurityGroupIds.Select(names.Describe)),
        finding.Rule is { } same ? TrafficText.Phrase(same, finding.Direction, names) : "",
        string.Join(", ", finding.OtherRules.Select(other => TrafficText.Place(other, finding.Direction, names))),
        finding.Sample is { } sample ? TrafficText.Sample(sample) : finding.CountedSince is { } since ? $"since {since}" : "",
    ];
}
