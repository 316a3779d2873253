using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Completing;
using Ringfence.Cli.Output;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;
using Ringfence.Contracts.Ringfence;
using Ringfence.Contracts.Ringfence.Analysis;

namespace Ringfence.Cli.Analysis;

/// <summary>Who reaches whom on what. One call, so that the table is of one moment.</summary>
internal sealed class ReachCommand : SessionCommand
{
    private readonly Option<string[]> _from;
    private readonly Option<string[]> _to;
    private readonly Option<long?> _revision = RevisionOption.Create();
    private readonly Option<long?> _since = new("--since") { Description = "Show what has changed since this revision instead" };
    private readonly Option<int> _first = FirstOption.Create("pairs");

    public ReachCommand(CommandRunner runner)
        : base(runner, "reach", "Show who reaches whom on which services, by what both ends accept")
    {
        _from = new Option<string[]>("--from") { Description = "Only from this interface, instance or group; may be repeated" }.Offering(runner, EndNames.OfferAsync);
        _to = new Option<string[]>("--to") { Description = "Only to this interface, instance or group; may be repeated" }.Offering(runner, EndNames.OfferAsync);
        foreach (var option in (Option[])[_from, _to, _revision, _since, _first])
            Options.Add(option);
    }

    /// <inheritdoc/>
    protected override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var names = await EndNames.ReadAsync(session, cancellationToken).ConfigureAwait(false);
        var parameters = new JsonObject { ["Limit"] = parsed.GetValue(_first) };
        foreach (var (member, option) in (IEnumerable<(string, Option<string[]>)>)[("From", _from), ("To", _to)])
        {
            if (parsed.GetValue(option) is { Length: > 0 } ends)
                parameters[member] = new JsonArray([.. ends.Select(text => (JsonNode)names.Find(text))]);
        }

        _revision.Write(parsed, parameters);
        if (parsed.GetValue(_since) is { } since)
            parameters["SinceRevision"] = since;
        var raw = await session.CallAsync(ApiService.Ringfence, "DescribeReachability", parameters, cancellationToken).ConfigureAwait(false);
        var answer = Session.Read(raw, RingfenceJsonContext.Default.DescribeReachabilityResponse);
        var interfaces = await InterfaceNames.ReadAsync(
            session,
            answer.ReachSet.Select(static pair => (pair.From, pair.To)).Concat(answer.ChangeSet?.Select(static pair => (pair.From, pair.To)) ?? [])
                .SelectMany(static pair => (IEnumerable<string>[])[pair.From.NetworkInterfaceIds, pair.To.NetworkInterfaceIds]),
            cancellationToken).ConfigureAwait(false);
        session.Printer.Result(JsonObject.Create(raw)!, people => Print(people, answer, interfaces));
        return ExitCode.Ok;
    }

    private static void Print(Printer people, DescribeReachabilityResponse answer, InterfaceNames interfaces)
    {
        if (answer.ChangeSet is { } changes)
        {
            if (changes.IsEmpty)
                people.Line("Nothing has changed in who reaches whom.");
            else
                people.Table(["FROM", "TO", "OPENED", "CLOSED"], changes.Select(pair => (string[])[Side(pair.From), Side(pair.To), TrafficText.Service(pair.Opened), TrafficText.Service(pair.Closed)]));
            FirstOption.Print(people, changes.Length, answer.ChangeCount ?? 0, "changes");
        }
        else
        {
            if (answer.ReachSet.IsEmpty)
                people.Line($"Nobody reaches anybody of these {TrafficText.When(answer.Revision)}.");
            else
                people.Table(["FROM", "TO", "SERVICES"], answer.ReachSet.Select(pair => (string[])[Side(pair.From), Side(pair.To), TrafficText.Service(pair.Services)]));
            FirstOption.Print(people, answer.ReachSet.Length, answer.TotalCount, "pairs");
        }

        TrafficText.PrintLimits(people, answer.Limits);

        string Side(ReachSide side) => interfaces.Describe(side.NetworkInterfaceIds, side.InterfaceCount);
    }
}
