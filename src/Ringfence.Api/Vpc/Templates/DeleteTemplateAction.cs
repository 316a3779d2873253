using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Api.Vpc.Tasks;
using Ringfence.Contracts.Common;
using Commands = Ringfence.Control.Commands;

namespace Ringfence.Api.Vpc.Templates;

/// <summary>Deletes a template that nothing uses (reference H-10). Its request id is a finished task's.</summary>
internal sealed class DeleteTemplateAction(TemplateWire wire, ActionServices services) : ProductAction(Product.Vpc, $"Delete{wire.Noun}", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string id = parameters.RequiredId(wire.IdParameter, wire.Id, Product);
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        return CommitAsync(
            new Commands.DeleteTemplate(wire.Kind, id, wire.IdParameter),
            context,
            _ =>
            {
                Services.Tasks.Remember(context.Scope, context.RequestId, TaskFinding.Nothing);
                return EmptyResponse.Instance;
            },
            cancellationToken);
    }
}
