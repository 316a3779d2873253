using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Control.Guards;

namespace Ringfence.Api.Ringfence.Guards;

/// <summary>Declares guards; refused with a packet when one is broken already, unless it is to be recorded as violated.</summary>
internal sealed class CreateGuardsAction(ActionServices services) : GuardChangeAction("CreateGuards", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        var guards = parameters.Objects("Guards", GuardSpecReader.ReadItem);
        bool record = parameters.Boolean("RecordViolated") ?? false;
        if (guards is { IsEmpty: true } || parameters.Raw("Guards") is null)
            parameters.Missing("Guards");
        return parameters.TryFinish(out var error)
            ? DeclareAsync(new CreateGuards(guards ?? [], record), context, cancellationToken)
            : ValueTask.FromResult(ActionResult.Fail(error));
    }
}
