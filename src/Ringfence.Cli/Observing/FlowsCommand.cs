using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Ringfence.Cli.Completing;
using Ringfence.Cli.Groups;
using Ringfence.Cli.Instances;
using Ringfence.Cli.Naming;
using Ringfence.Cli.Output;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;
using Ringfence.Contracts.Cvm;
using Ringfence.Contracts.Ringfence;
using Ringfence.Contracts.Vpc;

namespace Ringfence.Cli.Observing;

/// <summary>The conversations that are let through now. One call, so that the table is of one moment.</summary>
internal sealed class FlowsCommand : SessionCommand
{
    private readonly Option<string[]> _instances;
    private readonly Option<string[]> _groups;
    private readonly Option<string?> _protocol = new("--protocol") { Description = "Only this protocol: tcp, udp, icmp, …, or a number" };
    private readonly Option<string?> _address = new("--address") { Description = "Only with this address, or one in this block, at either end" };
    private readonly Option<int> _first = new("--first") { Description = "How many, at most 1000", DefaultValueFactory = static _ => 100 };

    public FlowsCommand(CommandRunner runner)
        : base(runner, "flows", "Show the flows that are let through now, and by which rule")
    {
        _instances = new Option<string[]>("--instance") { Description = "Only of this instance, by id or unique name; may be repeated" }.Offering(runner, Inventory.OfferAsync);
        _groups = new Option<string[]>("--group") { Description = "Only what a rule of this group lets in, by id or unique name; may be repeated" }.Offering(runner, GroupsCommand.OfferAsync);
        foreach (var option in (Option[])[_instances, _groups, _protocol, _address, _first])
            Options.Add(option);
    }

    /// <inheritdoc/>
    protected override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var instances = await Inventory.NamesAsync(session, cancellationToken).ConfigureAwait(false);
        var groups = await SecurityGroups.NamesAsync(session, cancellationToken).ConfigureAwait(false);
        var parameters = new JsonObject { ["Limit"] = parsed.GetValue(_first) };
        if (parsed.GetValue(_instances) is { Length: > 0 } some)
            parameters["InstanceIds"] = new JsonArray([.. some.Select(text => (JsonNode)instances.Find(text).InstanceId)]);
        if (parsed.GetValue(_groups) is { Length: > 0 } rules)
            parameters["SecurityGroupIds"] = new JsonArray([.. rules.Select(text => (JsonNode)groups.Find(text).SecurityGroupId)]);
        if (parsed.GetValue(_protocol) is { } protocol)
            parameters["Protocol"] = protocol;
        if (parsed.GetValue(_address) is { } address)
            parameters["Address"] = address;
        var raw = await session.CallAsync(ApiService.Ringfence, "DescribeFlows", parameters, cancellationToken).ConfigureAwait(false);
        var answer = Session.Read(raw, RingfenceJsonContext.Default.DescribeFlowsResponse);
        session.Printer.Result(JsonObject.Create(raw)!, people => Print(people, answer, instances, groups));
        return ExitCode.Ok;
    }

    private static void Print(Printer people, DescribeFlowsResponse answer, NamedThings<Instance> instances, NamedThings<SecurityGroup> groups)
    {
        people.Table(
            ["INSTANCE", "WAY", "PROTOCOL", "LOCAL", "REMOTE", "STATE", "SINCE", "RULE"],
            answer.FlowSet.Select(flow => (string[])
            [
                instances.Describe(flow.InstanceId), flow.Direction == "ingress" ? "in" : "out", flow.Protocol, FlowEnd.Text(flow.LocalAddress, flow.LocalPort),
                FlowEnd.Text(flow.RemoteAddress, flow.RemotePort), flow.State, flow.OpenedAt ?? "", Rule(flow, groups),
            ]));
        if (answer.TotalCount > answer.FlowSet.Length)
            people.Line(string.Create(CultureInfo.InvariantCulture, $"The first {answer.FlowSet.Length} of {answer.TotalCount} flows."));
        Unreachable.Print(people, answer.UnreachableHosts, "Not shown, because the server cannot ask there");
    }

    /// <summary>Where the rule stands now; the bare id when its place is not known.</summary>
    private static string Rule(LiveFlow flow, NamedThings<SecurityGroup> groups) => flow switch
    {
        { SecurityGroupId: { } group, PolicyIndex: { } index } => string.Create(CultureInfo.InvariantCulture, $"{groups.Describe(group)} {(flow.Direction == "ingress" ? "in" : "out")} {index}"),
        { RuleId: 0 } => "every group observed",
        { RuleId: { } id } => string.Create(CultureInfo.InvariantCulture, $"RuleId {id}"),
        _ => "",
    };
}
