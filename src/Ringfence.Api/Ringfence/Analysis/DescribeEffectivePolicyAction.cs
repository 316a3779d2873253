using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Ringfence.Analysis;
using Ringfence.Control.Analysis;
using Ringfence.Policy.Rules;

namespace Ringfence.Api.Ringfence.Analysis;

/// <summary>Shows what an interface enforces: the rules of its groups in one order, and exactly what they accept together.</summary>
internal sealed class DescribeEffectivePolicyAction(ActionServices services) : AnalysisAction("DescribeEffectivePolicy", services)
{
    /// <inheritdoc/>
    public override async ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string id = parameters.RequiredId("NetworkInterfaceId", IdKind.NetworkInterface, Product);
        var (world, absent) = await AskedWorldAsync(parameters, context, cancellationToken);
        if (!parameters.TryFinish(out var error))
            return ActionResult.Fail(error);
        if (world is null)
            return absent;
        if (!world.TryGetInterface(context.Scope, id, out var networkInterface))
            return NotFound(IdKind.NetworkInterface, [id]);

        if (CompiledWorld.Of(world, [networkInterface], out var exceeded) is not { } compiled)
            return TooLarge(exceeded!);
        var policies = new EffectivePolicies(world);
        return ActionResult.Ok(new DescribeEffectivePolicyResponse(
            id,
            [.. policies.Of(networkInterface, Direction.Ingress).Select(AnalysisShape.ToWire)],
            [.. policies.Of(networkInterface, Direction.Egress).Select(AnalysisShape.ToWire)],
            AnalysisShape.ToRows(compiled.Accepted(networkInterface, Direction.Ingress)),
            AnalysisShape.ToRows(compiled.Accepted(networkInterface, Direction.Egress)),
            RevisionOf(world, parameters))
        {
            ObservedGroupSet = AnalysisShape.Observed(world, networkInterface),
        });
    }
}
