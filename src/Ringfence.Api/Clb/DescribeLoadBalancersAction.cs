using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Clb;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Clb;

/// <summary>Lists instances of type CLB (doc 214/30685). Ids that do not exist are left out: a client that waits for a deletion sees an empty list.</summary>
internal sealed class DescribeLoadBalancersAction(ActionServices services) : ProductAction(Product.Clb, "DescribeLoadBalancers", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        var query = LoadBalancerQuery.Read(parameters, Product);
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        var world = World;
        var rows = Candidates(world, context.Scope, query).Select(instance => InstanceRow.Of(world, instance)).Where(query.Matches).ToList();
        rows.Sort(query.Order);
        return ValueTask.FromResult(ActionResult.Ok(
            new DescribeLoadBalancersResponse(rows.Count, query.Paging.Page(rows, row => LoadBalancerShape.ToWire(row, Services.Clock)))));
    }

    private static IEnumerable<Instance> Candidates(World world, Scope scope, LoadBalancerQuery query) => query.Ids.IsEmpty
        ? world.Instances.Values.Where(instance => instance.Scope == scope)
        : query.Ids.Select(id => world.TryGetInstance(scope, id, out var instance) ? instance : null).OfType<Instance>();
}
