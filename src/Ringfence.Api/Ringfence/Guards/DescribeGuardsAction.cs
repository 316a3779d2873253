using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Ringfence.Guards;

namespace Ringfence.Api.Ringfence.Guards;

/// <summary>Lists guards, each held against the world as it is now.</summary>
internal sealed class DescribeGuardsAction(ActionServices services) : ProductAction(Product.Ringfence, "DescribeGuards", services)
{
    private readonly PresentGuards _present = new();

    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        var ids = parameters.Ids("GuardIds", IdKind.Guard, Product);
        var paging = Paging.Read(parameters);
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        var world = World;
        var missing = (ids ?? []).Where(id => !world.TryGetGuard(context.Scope, id, out _)).ToList();
        if (missing.Count > 0)
            return ValueTask.FromResult(NotFound(IdKind.Guard, missing));
        var guards = world.Guards.Values.Where(guard => guard.Scope == context.Scope && ids?.Contains(guard.Id) != false).OrderBy(guard => guard.Id, StringComparer.Ordinal).ToList();
        var page = paging.Page(guards, static guard => guard);
        var found = _present.Find(world, page, cancellationToken);
        return ValueTask.FromResult(ActionResult.Ok(new DescribeGuardsResponse(
            [.. page.Zip(found, (guard, violation) => GuardShape.ToWire(guard, violation, world))], guards.Count, world.Revision, GuardShape.Limits)));
    }
}
