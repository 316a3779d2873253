using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Ringfence.Cli.Output;
using Ringfence.Cli.Rules;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;
using Ringfence.Contracts.Ringfence;
using Ringfence.Contracts.Ringfence.Analysis;

namespace Ringfence.Cli.Analysis;

/// <summary>What very wide ranges of outside addresses reach.</summary>
internal sealed class ExposeCommand : SessionCommand
{
    private readonly Option<long?> _revision = RevisionOption.Create();
    private readonly Option<long?> _since = new("--since") { Description = "Show the counts of findings from this revision on, at ten revisions, too" };
    private readonly Option<int> _first = FirstOption.Create("findings");

    public ExposeCommand(CommandRunner runner)
        : base(runner, "expose", "Show what the outside can reach, worst first, and the rules that open it")
    {
        Options.Add(_revision);
        Options.Add(_since);
        Options.Add(_first);
    }

    /// <inheritdoc/>
    protected override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var names = await RuleNames.ReadAsync(session, cancellationToken).ConfigureAwait(false);
        var parameters = new JsonObject { ["Limit"] = parsed.GetValue(_first) };
        _revision.Write(parsed, parameters);
        if (parsed.GetValue(_since) is { } since)
            parameters["SinceRevision"] = since;
        var raw = await session.CallAsync(ApiService.Ringfence, "AnalyzeExposure", parameters, cancellationToken).ConfigureAwait(false);
        var answer = Session.Read(raw, RingfenceJsonContext.Default.AnalyzeExposureResponse);
        var interfaces = await InterfaceNames.ReadAsync(session, answer.ExposureSet.Select(static found => (IEnumerable<string>)found.NetworkInterfaceIds), cancellationToken).ConfigureAwait(false);
        session.Printer.Result(JsonObject.Create(raw)!, people => Print(people, answer, names, interfaces));
        return ExitCode.Ok;
    }

    private static void Print(Printer people, AnalyzeExposureResponse answer, RuleNames names, InterfaceNames interfaces)
    {
        if (answer.ExposureSet.IsEmpty)
        {
            people.Line($"Nothing is open to a very wide range of outside addresses {TrafficText.When(answer.Revision)}.");
        }
        else
        {
            people.Table(
                ["SEVERITY", "SERVICES", "PLACE", "RULE", "AT", "EXAMPLE", "FIX"],
                answer.ExposureSet.Select(found => (string[])
                [
                    found.Severity.ToLowerInvariant(), TrafficText.Service(found.Services), TrafficText.Place(found.Rule, "INGRESS", names), TrafficText.Phrase(found.Rule, "INGRESS", names),
                    interfaces.Describe(found.NetworkInterfaceIds, found.InterfaceCount), TrafficText.Sample(found.Sample), Fix(found),
                ]));
            foreach (string advice in answer.ExposureSet.Select(found => found.Advice).Distinct())
                people.Line(advice);
        }

        FirstOption.Print(people, answer.ExposureSet.Length, answer.TotalCount, "findings");
        if (answer.TrendSet is { } trend)
        {
            people.Line("");
            people.Table(
                ["REVISION", "CRITICAL", "HIGH", "MEDIUM", "LOW"],
                trend.Select(point => (string[])[.. new[] { point.Revision, point.Critical, point.High, point.Medium, point.Low }.Select(number => number.ToString(CultureInfo.InvariantCulture))]));
        }

        TrafficText.PrintLimits(people, answer.Limits);
    }

    /// <summary>What the proposed call does with the rule.</summary>
    private static string Fix(ExposureRecord found) => found.Fix switch
    {
        null => "",
        { Action: "ReplaceSecurityGroupPolicy" } fix =>
            $"keep {found.Rule.Service.Split(':')[0]}:{fix.Parameters.GetProperty("SecurityGroupPolicySet").GetProperty("Ingress")[0].GetProperty("Port").GetString()}",
        _ => "delete the rule",
    };
}
