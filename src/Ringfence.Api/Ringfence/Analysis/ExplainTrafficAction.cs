using System.Collections.Immutable;
using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Ringfence.Analysis;
using Ringfence.Control.Analysis;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Analysis.Explanation;
using Ringfence.Policy.Analysis.Packets;
using Ringfence.Policy.Rules;

namespace Ringfence.Api.Ringfence.Analysis;

/// <summary>Says what a packet gets at each interface on its way, by which rule, why the rules above did not match, what else stands in its way, and what would turn it.</summary>
internal sealed class ExplainTrafficAction(ActionServices services) : AnalysisAction("ExplainTraffic", services)
{
    /// <inheritdoc/>
    public override async ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string source = parameters.RequiredString("Source"), destination = parameters.RequiredString("Destination");
        string? vpcId = parameters.String(NetworkParameter.Name);
        var (protocol, port) = ServiceReader.Read(parameters);
        var (world, absent) = await AskedWorldAsync(parameters, context, cancellationToken);
        if (world is null)
            return absent;
        NetworkParameter.Check(parameters, vpcId, world, context.Scope);
        var (from, to) = TrafficEndReader.Resolve(parameters, source, destination, vpcId, world, context.Scope);
        if (!parameters.TryFinish(out var error))
            return ActionResult.Fail(error);
        var (pairs, fault) = TrafficPairs.Of(from, to);
        if (pairs.IsEmpty)
            return fault;

        var policies = new EffectivePolicies(world);
        return ActionResult.Ok(new ExplainTrafficResponse(
            [.. pairs.Select(pair => Explain(world, policies, pair.From, pair.To, protocol, port))], RevisionOf(world, parameters), AnalysisShape.Limits));
    }

    private static TrafficExplanation Explain(World world, EffectivePolicies policies, TrafficPoint from, TrafficPoint to, IpProtocol protocol, ushort port)
    {
        var hops = ImmutableArray.CreateBuilder<TrafficHop>(2);
        if (from.Interface is { } sender)
            hops.Add(Hop(world, policies, sender, Direction.Egress, new SamplePacket(to.Address, protocol, port)));
        if (to.Interface is { } receiver)
            hops.Add(Hop(world, policies, receiver, Direction.Ingress, new SamplePacket(from.Address, protocol, port)));
        return new TrafficExplanation
        {
            Source = End(from),
            Destination = End(to),
            Verdict = hops.All(hop => hop.Action == "ACCEPT") ? "ACCEPT" : "DROP",
            HopSet = hops.DrainToImmutable(),
        };
    }

    private static TrafficHop Hop(World world, EffectivePolicies policies, NetworkInterface at, Direction direction, SamplePacket packet)
    {
        var deciding = world.Deciding(at);
        var explanation = PolicyExplainer.Explain(
            policies.Of(at, direction), deciding.PassesAll ? at.SecurityGroupIds : deciding.Ids, packet, group => world.InterfacesByGroup.GetValueOrDefault(group, []).Count);
        return new TrafficHop
        {
            NetworkInterfaceId = at.Id,
            Direction = AnalysisShape.ToWire(direction),
            Action = AnalysisShape.ToWire(explanation.Action),
            Reason = AnalysisShape.ToWire(explanation.Reason),
            DecidingRule = explanation.Deciding is { } rule ? AnalysisShape.ToWire(rule) : null,
            PassedOverSet = [.. explanation.Above.Select(above => new PassedOverRule(AnalysisShape.ToWire(above.Rule), Reasons(above.Mismatch)))],
            ObservedGroupSet = AnalysisShape.Observed(world, at),
            BlockerSet = [.. explanation.Blockers.Select(AnalysisShape.ToWire)],
            AcceptedBelow = explanation.AcceptedBelow is { } below ? AnalysisShape.ToWire(below) : null,
            SuggestedEdit = ToWire(explanation.Edit),
        };
    }

    private static ImmutableArray<string> Reasons(RuleMismatch mismatch) =>
        [.. Enum.GetValues<RuleMismatch>().Where(reason => reason != RuleMismatch.None && mismatch.HasFlag(reason)).Select(AnalysisShape.ToWire)];

    private static SuggestedEdit ToWire(RuleEdit edit) => new(
        AnalysisShape.ToWire(edit.Kind), edit.GroupId ?? "", edit.Position, AnalysisShape.ToWire(edit.Action), edit.Far.ToString(), edit.Service.Protocol?.ToString() ?? "ALL",
        edit.Service.Protocol is { HasPorts: true } ? edit.Service.Ports.ToString() : "ALL");

    private static TrafficEnd End(TrafficPoint point) => new(point.Address.ToString(), point.Interface?.InstanceId ?? "", point.Interface?.Id ?? "");
}
