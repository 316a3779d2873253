using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Ringfence.Cli.Groups;
using Ringfence.Cli.Instances;
using Ringfence.Cli.Naming;
using Ringfence.Cli.Output;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;
using Ringfence.Contracts.Ringfence;
using Ringfence.Contracts.Ringfence.Observing;
using Ringfence.Contracts.Vpc;

namespace Ringfence.Cli.Observing;

internal sealed class ObservedFlowsCommand : SessionCommand
{
    private const int First = 1000;

    private readonly Argument<string> _observation;

    public ObservedFlowsCommand(CommandRunner runner)
        : base(runner, "flows", "Show who talks to whom and would not after the change") => Arguments.Add(_observation = ObserveCommand.Argument(runner));

    /// <inheritdoc/>
    protected override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var observation = (await NamedObservation.ReadAsync(session, cancellationToken).ConfigureAwait(false)).Find(parsed.GetRequiredValue(_observation));
        var instances = await Inventory.NamesAsync(session, cancellationToken).ConfigureAwait(false);
        var groups = await SecurityGroups.NamesAsync(session, cancellationToken).ConfigureAwait(false);
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
                    DroppedBy(flow, groups), flow.FirstSeen, flow.LastSeen,
                ]));
            people.Line(string.Create(CultureInfo.InvariantCulture, $"{Count.Of(answer.FlowCount, "flow")} would have been dropped; {answer.LeftOutCount} of them are in no row."));
            Unreachable.Print(people, answer.UnreachableHosts, "Not seen, because the server cannot ask there");
        });
        return ExitCode.Ok;
    }

    /// <summary>Where the rule stands now; its id when it stands nowhere, being part of calls that are not made, or gone.</summary>
    private static string DroppedBy(ObservedFlowRecord flow, NamedThings<SecurityGroup> groups) => flow switch
    {
        { SecurityGroupId: { } group, PolicyIndex: { } index } => string.Create(CultureInfo.InvariantCulture, $"{groups.Describe(group)} {(flow.Direction == "ingress" ? "in" : "out")} {index}"),
        { RuleId: { } rule } => string.Create(CultureInfo.InvariantCulture, $"RuleId {rule}"),
        _ => "no rule",
    };
}
