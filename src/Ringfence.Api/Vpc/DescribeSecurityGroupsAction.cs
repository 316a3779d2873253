using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Vpc;
using Ringfence.Control.Worlds;
using SecurityGroup = Ringfence.Control.Worlds.SecurityGroup;

namespace Ringfence.Api.Vpc;

/// <summary>Lists groups (doc 215/15808): newest first, ties by id, unless ordered otherwise.</summary>
internal sealed class DescribeSecurityGroupsAction(ActionServices services) : ProductAction(Product.Vpc, "DescribeSecurityGroups", services)
{
    private static readonly FilterTable<SecurityGroup> Table = new FilterTable<SecurityGroup>()
        .On("security-group-id", static (group, filter) => filter.IsId(group.Id))
        .On("project-id", static (group, filter) => filter.IsWord(group.ProjectId))
        .On("security-group-name", static (group, filter) => filter.Is(group.Name))
        .OnTags(static group => group.Tags);

    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        var query = ListQuery.Read(parameters, "SecurityGroupIds", IdKind.SecurityGroup, Product, Table);
        var order = SecurityGroupOrder.Read(parameters);
        return ValueTask.FromResult(parameters.TryFinish(out var error) ? List(World, context.Scope, query, order) : ActionResult.Fail(error));
    }

    private ActionResult List(World world, Scope scope, ListQuery query, IComparer<SecurityGroup> order)
    {
        var groups = new List<SecurityGroup>();
        if (query.Ids.IsEmpty)
        {
            foreach (string id in world.GroupsByScope.GetValueOrDefault(scope) ?? [])
            {
                if (Table.Matches(world.Groups[id], query.Filters))
                    groups.Add(world.Groups[id]);
            }
        }
        else
        {
            var missing = query.Ids.Where(id => !world.TryGetGroup(scope, id, out _)).ToList();
            if (missing.Count > 0)
                return NotFound(IdKind.SecurityGroup, missing);
            groups.AddRange(query.Ids.Select(id => world.Groups[id]));
        }

        groups.Sort(order);
        return ActionResult.Ok(new DescribeSecurityGroupsResponse(
            query.Paging.Page(groups, group => SecurityGroupShape.ToWire(group, Services.Clock)), groups.Count));
    }
}
