using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Api.Vpc.Tasks;
using Ringfence.Contracts.Common;

namespace Ringfence.Api.Vpc.Templates;

/// <summary>
/// Which groups have rules that use a template, also through a template group: found at once, fetched by DescribeVpcTaskResult under this request's id, as the
/// vendor has it (reference C.2, H-30).
/// </summary>
internal sealed class DescribeTemplateInstancesAction(TemplateWire wire, ActionServices services)
    : ProductAction(Product.Vpc, $"Describe{wire.Noun}Instances", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string id = parameters.RequiredId(wire.IdParameter, wire.Id, Product);
        var paging = Paging.Read(parameters);
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        var world = World;
        if (!world.TryGetTemplate(context.Scope, id, out _))
            return ValueTask.FromResult(NotFound(wire.Id, [id]));
        var users = world.GroupsUsingTemplate(id).Order(StringComparer.Ordinal).ToList();
        Services.Tasks.Remember(context.Scope, context.RequestId, new TaskFinding(paging.Page(users, user => user)));
        return ValueTask.FromResult(ActionResult.Ok(EmptyResponse.Instance));
    }
}
