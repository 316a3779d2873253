using System.Collections.Immutable;
using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Api.Ringfence.Flows;
using Ringfence.Contracts.Ringfence.Observing;

namespace Ringfence.Api.Ringfence.Observing;

/// <summary>Lists who talked to whom on what and would not have, by an observation.</summary>
internal sealed class DescribeObservedFlowsAction(ActionServices services) : ProductAction(Product.Ringfence, "DescribeObservedFlows", services)
{
    private static readonly ImmutableArray<string> Limits =
    [
        "Flows are looked at every three seconds while they are in their host's table; what found no place there, or came and went while the server was down, is not seen.",
        "A conversation that takes the addresses and ports of one that was listed at the last look counts with it, where the host does not tell when it was opened.",
        "Failsafe ports of role host are judged like any others. Packets and bytes are not counted.",
    ];

    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string id = parameters.RequiredId("ObservationId", IdKind.Observation, Product);
        var paging = Paging.Read(parameters, 100, 1000);
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        var world = World;
        if (!world.TryGetObservation(context.Scope, id, out var observation))
            return ValueTask.FromResult(NotFound(IdKind.Observation, [id]));
        var state = Services.Options.Observations(id);
        var (flows, total, leftOut) = state.Seen?.Read() ?? ([], 0, 0);
        var places = observation.SecurityGroupId is null ? null : new RulePlaces(world);
        return ValueTask.FromResult(ActionResult.Ok(new DescribeObservedFlowsResponse(
            paging.Page(flows, flow => ObservationShape.ToWire(flow, world, places)), flows.Length, total, leftOut, state.UnreachableHosts, Limits)));
    }
}
