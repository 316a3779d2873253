using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Vpc.Snapshots;
using SnapshotPolicy = Ringfence.Control.Worlds.SnapshotPolicy;

namespace Ringfence.Api.Vpc.Snapshots;

/// <summary>Lists snapshot policies (reference C.5): newest first, ties by id. Ids that do not exist are left out: the vendor has no code for them here.</summary>
internal sealed class DescribeSnapshotPoliciesAction(ActionServices services) : ProductAction(Product.Vpc, "DescribeSnapshotPolicies", services)
{
    private const int MaximumLimit = 200;

    private static readonly FilterTable<SnapshotPolicy> Table = new FilterTable<SnapshotPolicy>()
        .On("snapshot-policy-id", static (policy, filter) => filter.IsId(policy.Id))
        .On("snapshot-policy-name", static (policy, filter) => filter.Is(policy.Name))
        .OnTags(static policy => policy.Tags);

    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        var query = ListQuery.Read(parameters, "SnapshotPolicyIds", IdKind.SnapshotPolicy, Product, Table, MaximumLimit);
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        var policies = World.SnapshotPolicies.Values
            .Where(policy => policy.Scope == context.Scope && (query.Ids.IsEmpty || query.Ids.Contains(policy.Id)) && Table.Matches(policy, query.Filters))
            .OrderByDescending(policy => policy.CreatedAt)
            .ThenBy(policy => policy.Id, StringComparer.Ordinal)
            .ToList();
        return ValueTask.FromResult(ActionResult.Ok(new DescribeSnapshotPoliciesResponse(
            query.Paging.Page(policies, policy => SnapshotShape.ToWire(policy, Services.Clock)), policies.Count)));
    }
}
