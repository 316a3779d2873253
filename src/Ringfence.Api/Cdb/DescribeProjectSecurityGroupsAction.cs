using System.Globalization;
using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Cdb;

namespace Ringfence.Api.Cdb;

/// <summary>The groups of a project with their rules, newest first; of every project when none is given (reference C.8).</summary>
internal sealed class DescribeProjectSecurityGroupsAction(ActionServices services)
    : ProductAction(Product.Cdb, "DescribeProjectSecurityGroups", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string? project = parameters.Integer("ProjectId")?.ToString(CultureInfo.InvariantCulture);
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        var world = World;
        var groups = (world.GroupsByScope.GetValueOrDefault(context.Scope) ?? [])
            .Select(id => world.Groups[id])
            .Where(group => project is null || group.ProjectId == project)
            .OrderByDescending(group => group.CreatedAt)
            .ThenBy(group => group.Id, StringComparer.Ordinal)
            .Select(group => DatabaseGroupShape.ToWire(group, Services.Clock))
            .ToList();
        return ValueTask.FromResult(ActionResult.Ok(new DescribeProjectSecurityGroupsResponse([.. groups], groups.Count)));
    }
}
