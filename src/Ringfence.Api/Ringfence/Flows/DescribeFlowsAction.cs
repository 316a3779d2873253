using System.Collections.Immutable;
using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Ringfence;

namespace Ringfence.Api.Ringfence.Flows;

/// <summary>The conversations that are let through now: who, since when, by which rule and revision (design, section 5). One pass over the kernel's tables.</summary>
internal sealed class DescribeFlowsAction(ActionServices services) : ProductAction(Product.Ringfence, "DescribeFlows", services)
{
    /// <inheritdoc/>
    public override async ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        var query = FlowQuery.Read(parameters, Product);
        if (!parameters.TryFinish(out var error))
            return ActionResult.Fail(error);
        var world = World;
        if (query.Missing(world, context.Scope) is var (kind, ids))
            return NotFound(kind, ids);

        // Only interfaces of the caller's scope are in here: whatever else flows on their hosts is passed over.
        var interfaces = query.Interfaces(world, context.Scope);
        var places = new RulePlaces(world);
        var page = new FlowPage(query.Paging.Offset, query.Paging.Limit);
        var unreachable = ImmutableArray.CreateBuilder<string>();
        foreach (string host in interfaces.Values.Select(nic => nic.Host).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            if (Services.Options.Flows.Read(host, cancellationToken) is not { } flows)
            {
                unreachable.Add(host);
                continue;
            }

            await foreach (var flow in flows)
            {
                if (interfaces.TryGetValue(flow.InterfaceId, out var nic) && nic.Host == host && query.Matches(flow, places.Find(nic, flow.Opened, flow.Rule)))
                    page.Add(flow);
            }
        }

        long total = page.Total;
        return ActionResult.Ok(new DescribeFlowsResponse(
            [.. page.Flows().Select(flow => FlowShape.ToWire(flow, interfaces[flow.InterfaceId], places))], total, world.Revision, unreachable.DrainToImmutable()));
    }
}
