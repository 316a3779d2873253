using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Ringfence.Cli.Instances;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;
using Ringfence.Contracts.Ringfence;

namespace Ringfence.Cli.Observing;

internal sealed class ObservedFlowsCommand : SessionCommand
{
    private const int First = 1000;

    private readonly Argument<string> _observation;

    public ObservedFlowsCommand(CommandRunner runner)
        : base(runner, "flows", "Show who talks to whom and would not after the change") => Arguments.Add(_observation = ObserveCommand.Observation(runner));

    /// <inheritdoc/>
    protected override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var observation = (await ObserveCommand.NamesAsync(session, cancellationToken).ConfigureAwait(false)).Find(parsed.GetRequiredValue(_observation));
        var instances = await Inventory.NamesAsync(session, cancellationToken).ConfigureAwait(false);
        var raw = await session.CallAsync(
            ApiService.Ringfence, "DescribeObservedFlows", new JsonObject { ["ObservationId"] = observation.ObservationId, ["Limit"] = First }, cancellationToken).ConfigureAwait(false);
        var answer = Session.Read(raw, RingfenceJsonContext.Default.DescribeObservedFlowsResponse);
        session.Printer.Result(JsonObject.Create(raw)!, people =>
        {
            people.Table(
                ["INSTANCE", "WAY", "PROTOCOL", "LOCAL", "REMOTE", "PORT", "FLOWS", "DROPPED BY", "FIRST SEEN", "LAST SEEN"],
                answer.ObservedFlowSet.Select(flow => (string[])
                [
                    instances.Describe(flow.InstanceId), flow.Direction == "ingress" ? "in" : "out", flow.Protocol, flow.LocalAddress, flow.RemoteAddress,
                    flow.Port == 0 ? "" : flow.Port.ToString(CultureInfo.InvariantCulture), flow.FlowCount.ToString(CultureInfo.InvariantCulture),
                    flow.RuleId is { } rule ? string.Create(CultureInfo.InvariantCulture, $"rule {rule}") : "no rule", flow.FirstSeen, flow.LastSeen,
                ]));
            people.Line(string.Create(CultureInfo.InvariantCulture, $"{answer.FlowCount} flows would have been dropped; {answer.LeftOutCount} of them are in no row."));
            Unreachable.Print(people, answer.UnreachableHosts, "Not seen, because the server cannot ask there");
        });
        return ExitCode.Ok;
    }
}
