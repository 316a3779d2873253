using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Control.Guards;

namespace Ringfence.Api.Ringfence.Guards;

/// <summary>Changes what is given of a guard; refused with a packet when what it becomes is broken already, unless it is to be recorded as violated.</summary>
internal sealed class ModifyGuardAction(ActionServices services) : GuardChangeAction("ModifyGuard", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string id = parameters.RequiredId("GuardId", IdKind.Guard, Product);
        var spec = GuardSpecReader.Read(parameters);
        bool record = parameters.Boolean("RecordViolated") ?? false;
        return parameters.TryFinish(out var error)
            ? DeclareAsync(new ModifyGuard(id, spec, record), context, cancellationToken)
            : ValueTask.FromResult(ActionResult.Fail(error));
    }
}
