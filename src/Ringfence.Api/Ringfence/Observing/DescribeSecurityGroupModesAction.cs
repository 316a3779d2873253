using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Ringfence.Observing;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Ringfence.Observing;

/// <summary>Lists whether groups decide or are observed. What the vendor's actions answer has no place for it.</summary>
internal sealed class DescribeSecurityGroupModesAction(ActionServices services) : ProductAction(Product.Ringfence, "DescribeSecurityGroupModes", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        var asked = parameters.Ids("SecurityGroupIds", IdKind.SecurityGroup, Product);
        var paging = Paging.Read(parameters);
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        var world = World;
        string[] missing = [.. (asked ?? []).Where(id => !world.TryGetGroup(context.Scope, id, out _))];
        if (missing.Length > 0)
            return ValueTask.FromResult(NotFound(IdKind.SecurityGroup, missing));
        string[] ids = [.. (asked ?? [.. world.GroupsByScope.GetValueOrDefault(context.Scope, [])]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return ValueTask.FromResult(ActionResult.Ok(new DescribeSecurityGroupModesResponse(paging.Page(ids, id => ToWire(world, world.Groups[id])), ids.Length, world.Revision)));
    }

    private static SecurityGroupMode ToWire(World world, SecurityGroup group) => new()
    {
        SecurityGroupId = group.Id,
        Mode = group.Mode.Text,
        ModeSince = group.ModeSince is { } since ? WireClock.Iso(since) : null,
        ObservationId = group.Mode == GroupMode.Observe ? world.ObservationOf(group.Id)?.Id : null,
    };
}
