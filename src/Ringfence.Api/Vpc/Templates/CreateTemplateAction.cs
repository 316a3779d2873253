using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Commands = Ringfence.Control.Commands;

namespace Ringfence.Api.Vpc.Templates;

/// <summary>Makes a template or a group of templates (doc 215/16708 and its neighbours).</summary>
internal sealed class CreateTemplateAction(TemplateWire wire, ActionServices services) : ProductAction(Product.Vpc, $"Create{wire.Noun}", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string name = parameters.RequiredString(wire.NameParameter);
        var given = MemberReader.WholeList(parameters, wire);
        if (given.Members is null && wire.ExtraParameter is null && parameters.Raw(wire.Members) is null)
            parameters.Missing(wire.Members);
        var tags = TagReader.Read(parameters);
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        return CommitAsync(
            new Commands.CreateTemplate(wire.Kind, name, given.Members ?? [], given.Parameter, tags),
            context,
            outcome => new TemplateShape(World, Services.Clock).Created(outcome.Value!),
            cancellationToken);
    }
}
