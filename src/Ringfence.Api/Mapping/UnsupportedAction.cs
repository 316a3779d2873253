using Ringfence.Api.Actions;

namespace Ringfence.Api.Mapping;

/// <summary>An action that the vendor has and that has no honest meaning here. It says why, instead of pretending or of being unknown.</summary>
internal sealed class UnsupportedAction(Product product, string name, string reason, ActionServices services) : ProductAction(product, name, services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult(ActionResult.Fail("UnsupportedOperation", $"{Name} is not supported by this server: {reason}"));
}
