using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Common;
using Commands = Ringfence.Control.Commands;

namespace Ringfence.Api.Vpc.Templates;

/// <summary>Replaces members of a template of any kind in place, pair by pair (reference C.2).</summary>
internal sealed class ModifyTemplateMemberAction(ActionServices services) : ProductAction(Product.Vpc, "ModifyTemplateMember", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string id = parameters.RequiredId("TemplateId", IdKind.Template, Product);
        var originals = MemberReader.Required(parameters, "OriginalTemplateMember");
        var members = MemberReader.Required(parameters, "TemplateMember");
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        return CommitAsync(new Commands.ModifyTemplateMembers(id, originals, members), context, static _ => EmptyResponse.Instance, cancellationToken);
    }
}
