using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Completing;
using Ringfence.Cli.Instances;
using Ringfence.Cli.Output;
using Ringfence.Cli.Rules;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;
using Ringfence.Contracts.Ringfence;
using Ringfence.Contracts.Ringfence.Analysis;
using Ringfence.Contracts.Vpc;

namespace Ringfence.Cli.Analysis;

/// <summary>What one interface enforces.</summary>
internal sealed class PolicyCommand : SessionCommand
{
    private readonly Argument<string> _target = new("target") { Description = "An interface's id, or an instance's id or unique name, which means its primary interface" };
    private readonly Option<long?> _revision = RevisionOption.Create();

    public PolicyCommand(CommandRunner runner)
        : base(runner, "policy", "Show an interface's effective policy: the rules of its groups in one order, and what they accept together")
    {
        Arguments.Add(_target.Offering(runner, Inventory.OfferAsync));
        Options.Add(_revision);
    }

    /// <inheritdoc/>
    protected override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var names = await RuleNames.ReadAsync(session, cancellationToken).ConfigureAwait(false);
        var parameters = new JsonObject { ["NetworkInterfaceId"] = await InterfaceAsync(session, parsed.GetRequiredValue(_target), cancellationToken).ConfigureAwait(false) };
        _revision.Write(parsed, parameters);
        var raw = await session.CallAsync(ApiService.Ringfence, "DescribeEffectivePolicy", parameters, cancellationToken).ConfigureAwait(false);
        var answer = Session.Read(raw, RingfenceJsonContext.Default.DescribeEffectivePolicyResponse);
        session.Printer.Result(JsonObject.Create(raw)!, people => Print(people, answer, names));
        return ExitCode.Ok;
    }

    private static async Task<string> InterfaceAsync(Session session, string text, CancellationToken cancellationToken)
    {
        if (text.StartsWith("eni-", StringComparison.Ordinal))
            return text;
        var instance = (await Inventory.NamesAsync(session, cancellationToken).ConfigureAwait(false)).Find(text);
        var filters = new JsonArray(new JsonObject { ["Name"] = "attachment.instance-id", ["Values"] = new JsonArray(instance.InstanceId) });
        var interfaces = await session.ListAsync(
            ApiService.Vpc, "DescribeNetworkInterfaces", new JsonObject { ["Filters"] = filters }, "NetworkInterfaceSet", VpcJsonContext.Default.NetworkInterface, cancellationToken).ConfigureAwait(false);
        return interfaces.Items.FirstOrDefault(nic => nic.Primary)?.NetworkInterfaceId ?? throw CommandFailure.NotFound($"{text} has no network interface.");
    }

    private static void Print(Printer people, DescribeEffectivePolicyResponse answer, RuleNames names)
    {
        people.Line($"{answer.NetworkInterfaceId} {TrafficText.When(answer.Revision)}");
        if (answer.ObservedGroupSet is { } observed)
            people.Line($"Passed over, in observe mode: {string.Join(", ", observed.Select(names.Describe))}");
        Print(people, "INGRESS", answer.Ingress, answer.IngressAccepted, names);
        Print(people, "EGRESS", answer.Egress, answer.EgressAccepted, names);
    }

    private static void Print(Printer people, string direction, ImmutableArray<RuleReference> rules, ImmutableArray<TrafficRow> accepted, RuleNames names)
    {
        var way = TrafficText.Direction(direction);
        people.Line("");
        if (rules.IsEmpty)
        {
            people.Line($"No rules {way.Word()}: everything is refused.");
            return;
        }

        if (TrafficText.IsNone(rules[0]))
        {
            people.Line($"Every group is in observe mode: everything is let through {way.Word()}.");
            return;
        }

        people.Table(["PLACE", "RULE"], rules.Select(rule => (string[])[TrafficText.Place(rule, direction, names), TrafficText.Phrase(rule, direction, names)]));
        people.Line("");
        if (accepted.IsEmpty)
            people.Line($"Together they accept nothing {way.Word()}.");
        else
            people.Table([$"ACCEPTED {way.Word().ToUpperInvariant()}: {way.Preposition()}", "SERVICES"], accepted.Select(row => (string[])[TrafficText.Peer(row), TrafficText.Service(row.Services)]));
    }
}
