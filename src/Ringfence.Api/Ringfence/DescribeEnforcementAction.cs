using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Ringfence;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Ringfence;

/// <summary>What is enforced on interfaces; waits for a revision when asked to (design, section 5).</summary>
internal sealed class DescribeEnforcementAction(ActionServices services) : ProductAction(Product.Ringfence, "DescribeEnforcement", services)
{
    /// <inheritdoc/>
    public override async ValueTask<ActionResult> ExecuteAsync(
        ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        var query = EnforcementQuery.Read(parameters, Product);
        if (!parameters.TryFinish(out var error))
            return ActionResult.Fail(error);
        var world = World;
        if (query.Missing(world, context.Scope) is var (kind, ids))
            return NotFound(kind, ids);
        bool? reached = null;
        if (query.WaitForRevision is { } wanted)
        {
            long revision = wanted == EnforcementQuery.CurrentRevision ? world.Revision : wanted;
            reached = await Services.Board.WaitAsync(query.Hosts(world, context.Scope), revision, query.Timeout, cancellationToken);

            // Where there is no host to wait for, a revision that nobody has committed is not enforced either.
            reached &= revision <= World.Revision;
        }

        return ActionResult.Ok(Describe(World, context.Scope, query, reached));
    }

    private DescribeEnforcementResponse Describe(World world, Scope scope, EnforcementQuery query, bool? reached)
    {
        // The world was read before the reports: a report of a later revision still says that this one is enforced.
        var reports = Services.Board.Hosts;
        var states = query.Select(world, scope)
            .ConvertAll(row => EnforcementShape.ToWire(row, reports.GetValueOrDefault(row.Interface.Host), world.Revision));
        return new DescribeEnforcementResponse(
            query.Paging.Page(states, static state => state),
            states.Count,
            world.Revision,
            reached ?? states.TrueForAll(static state => state.State == EnforcementShape.Enforced));
    }
}
