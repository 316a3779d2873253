using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Vpc.Snapshots;
using Ringfence.Control.Snapshots;

namespace Ringfence.Api.Vpc.Snapshots;

/// <summary>Makes snapshot policies (reference C.5). Where the vendor would keep the files is echoed; they are kept in the journal.</summary>
internal sealed class CreateSnapshotPoliciesAction(ActionServices services) : ProductAction(Product.Vpc, "CreateSnapshotPolicies", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        var policies = SnapshotReader.Required(parameters, "SnapshotPolicies", SnapshotReader.NewPolicy);
        var tags = TagReader.Read(parameters);
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        return CommitAsync(
            new CreateSnapshotPolicies(policies, tags),
            context,
            outcome => new CreateSnapshotPoliciesResponse([.. outcome.Value.Select(policy => SnapshotShape.ToWire(policy, Services.Clock))]),
            cancellationToken);
    }
}
