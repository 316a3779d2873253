using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Ringfence;
using Ringfence.Policy.Rules;

namespace Ringfence.Api.Ringfence.Hits;

/// <summary>How often rules have decided (design, section 5). Hosts are asked for the rules of the page only.</summary>
internal sealed class DescribeRuleHitsAction(ActionServices services) : ProductAction(Product.Ringfence, "DescribeRuleHits", services)
{
    /// <inheritdoc/>
    public override async ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        var asked = parameters.Ids("SecurityGroupIds", IdKind.SecurityGroup, Product) ?? [];
        var paging = Paging.Read(parameters, 100, 1000);
        if (!parameters.TryFinish(out var error))
            return ActionResult.Fail(error);
        var world = World;
        string[] missing = [.. asked.Where(id => !world.TryGetGroup(context.Scope, id, out _))];
        if (missing.Length > 0)
            return NotFound(IdKind.SecurityGroup, missing);

        IEnumerable<string> ids = asked.IsEmpty ? world.GroupsByScope.GetValueOrDefault(context.Scope, []) : asked.Distinct(StringComparer.Ordinal);
        var page = RulePage.Of(ids.Order(StringComparer.Ordinal).Select(id => world.Groups[id]), paging);
        var hits = await HostHits.AskAsync(Services.Options.RuleHits, world, page.Rules);
        return ActionResult.Ok(new DescribeRuleHitsResponse([.. page.Rules.Select(rule => ToWire(rule, hits.Of(rule)))], page.Total, world.Revision, hits.Unreachable));
    }

    private static RuleHitRecord ToWire(PlacedRule rule, RuleTally tally) => new()
    {
        SecurityGroupId = rule.GroupId,
        Direction = rule.Direction == Direction.Ingress ? "ingress" : "egress",
        PolicyIndex = rule.Index,
        RuleId = rule.Id.Value,
        Flows = tally.Count?.Flows,
        Packets = tally.CountsPackets ? tally.Count?.Packets : null,
        Bytes = tally.CountsPackets ? tally.Count?.Bytes : null,
        Since = tally.Since is { } since ? WireClock.IsoMilliseconds(since) : null,
        IsComplete = tally.IsComplete,
    };
}
