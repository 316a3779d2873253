using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Api.Vpc.Tasks;
using Ringfence.Contracts.Common;
using Commands = Ringfence.Control.Commands;

namespace Ringfence.Api.Vpc.Templates;

/// <summary>Renames a template or replaces its members; what is absent stays. Done when it is answered, and its request id is a finished task's (reference C.2).</summary>
internal sealed class ModifyTemplateAction(TemplateWire wire, ActionServices services) : ProductAction(Product.Vpc, $"Modify{wire.Noun}Attribute", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string id = parameters.RequiredId(wire.IdParameter, wire.Id, Product);
        string? name = parameters.String(wire.NameParameter);
        var given = MemberReader.WholeList(parameters, wire);
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        return CommitAsync(
            new Commands.ModifyTemplate(wire.Kind, id, wire.IdParameter, name, given.Members, given.Parameter),
            context,
            _ =>
            {
                Services.Tasks.Remember(context.Scope, context.RequestId, TaskFinding.Nothing);
                return EmptyResponse.Instance;
            },
            cancellationToken);
    }
}
