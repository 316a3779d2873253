using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Cvm;
using Ringfence.Control.Worlds;
using Instance = Ringfence.Control.Worlds.Instance;

namespace Ringfence.Api.Cvm;

/// <summary>
/// Lists instances of types CVM and OTHER (doc 213/15728): newest first, ties by id. Ids that do not exist are left out: the vendor has no code
/// for them here.
/// </summary>
internal sealed class DescribeInstancesAction(ActionServices services) : ProductAction(Product.Cvm, "DescribeInstances", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        var query = ListQuery.Read(parameters, "InstanceIds", IdKind.CvmInstance, Product, InstanceFilters.Table);
        InstanceFilters.CheckIds(parameters, query.Filters, World, context.Scope, Product);
        return ValueTask.FromResult(parameters.TryFinish(out var error) ? List(World, context.Scope, query) : ActionResult.Fail(error));
    }

    private static ActionResult List(World world, Scope scope, ListQuery query)
    {
        var rows = new List<InstanceRow>();
        foreach (var instance in Candidates(world, scope, query))
        {
            var row = InstanceRow.Of(world, instance);
            if (InstanceRow.IsCvm(instance) && InstanceFilters.Table.Matches(row, query.Filters))
                rows.Add(row);
        }

        rows.Sort(static (x, y) => y.Instance.CreatedAt.CompareTo(x.Instance.CreatedAt) is var times and not 0
            ? times
            : string.CompareOrdinal(x.Instance.Id, y.Instance.Id));
        return ActionResult.Ok(new DescribeInstancesResponse(rows.Count, query.Paging.Page(rows, InstanceShape.ToWire)));
    }

    private static IEnumerable<Instance> Candidates(World world, Scope scope, ListQuery query)
    {
        if (query.Ids.IsEmpty)
            return world.Instances.Values.Where(instance => instance.Scope == scope);
        return query.Ids.Select(id => world.TryGetInstance(scope, id, out var instance) ? instance : null).OfType<Instance>();
    }
}
