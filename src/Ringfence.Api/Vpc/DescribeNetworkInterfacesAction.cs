using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Vpc;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Vpc;

/// <summary>Lists interfaces (doc 215/15817): newest first, ties by id.</summary>
internal sealed class DescribeNetworkInterfacesAction(ActionServices services)
    : ProductAction(Product.Vpc, "DescribeNetworkInterfaces", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        var query = ListQuery.Read(parameters, "NetworkInterfaceIds", IdKind.NetworkInterface, Product, InterfaceFilters.Table);
        return ValueTask.FromResult(parameters.TryFinish(out var error) ? List(World, context.Scope, query) : ActionResult.Fail(error));
    }

    private ActionResult List(World world, Scope scope, ListQuery query)
    {
        var rows = new List<InterfaceRow>();
        if (query.Ids.IsEmpty)
        {
            rows.AddRange(InterfaceRow.All(world, scope).Where(row => InterfaceFilters.Table.Matches(row, query.Filters)));
        }
        else
        {
            var missing = new List<string>();
            foreach (string id in query.Ids)
            {
                if (world.TryGetInterface(scope, id, out var found) && InterfaceRow.TryGet(world, found, out var row))
                    rows.Add(row);
                else
                    missing.Add(id);
            }

            if (missing.Count > 0)
                return NotFound(IdKind.NetworkInterface, missing);
        }

        rows.Sort(static (x, y) => y.Interface.CreatedAt.CompareTo(x.Interface.CreatedAt) is var times and not 0
            ? times
            : string.CompareOrdinal(x.Interface.Id, y.Interface.Id));
        return ActionResult.Ok(new DescribeNetworkInterfacesResponse(
            query.Paging.Page(rows, row => NetworkInterfaceShape.ToWire(row, Services.Clock)), rows.Count));
    }
}
