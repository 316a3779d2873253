using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Common;
using Commands = Ringfence.Control.Commands;

namespace Ringfence.Api.Vpc.Templates;

/// <summary>Adds members to a template of any kind (doc 215/69912).</summary>
internal sealed class AddTemplateMemberAction(ActionServices services) : ProductAction(Product.Vpc, "AddTemplateMember", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string id = parameters.RequiredId("TemplateId", IdKind.Template, Product);
        var members = MemberReader.Required(parameters, "TemplateMember");
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        return CommitAsync(new Commands.AddTemplateMembers(id, members), context, static _ => EmptyResponse.Instance, cancellationToken);
    }
}
