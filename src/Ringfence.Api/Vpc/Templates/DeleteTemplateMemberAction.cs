using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Common;
using Commands = Ringfence.Control.Commands;

namespace Ringfence.Api.Vpc.Templates;

/// <summary>Takes members from a template of any kind (doc 215/69913). A template that loses its last one matches nothing.</summary>
internal sealed class DeleteTemplateMemberAction(ActionServices services) : ProductAction(Product.Vpc, "DeleteTemplateMember", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string id = parameters.RequiredId("TemplateId", IdKind.Template, Product);
        var members = MemberReader.Required(parameters, "TemplateMember");
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        return CommitAsync(new Commands.DeleteTemplateMembers(id, members), context, static _ => EmptyResponse.Instance, cancellationToken);
    }
}
