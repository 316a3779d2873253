using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Vpc;
using Ringfence.Control.Commands;

namespace Ringfence.Api.Ringfence;

/// <summary>Makes a group with the rules of a template (reference A.18); from then on it is a group like any other.</summary>
internal sealed class CreateSecurityGroupFromTemplateAction(ActionServices services)
    : ProductAction(Product.Ringfence, "CreateSecurityGroupFromTemplate", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string name = parameters.RequiredString("TemplateName");
        var template = GroupTemplates.Find(name);
        if (template is null && parameters.Raw("TemplateName") is not null)
        {
            parameters.Fault("InvalidParameterValue",
                $"`TemplateName` is {ParameterReaderExtensions.Quote(name)}; there are {string.Join(", ", GroupTemplates.All.Select(known => known.Name))}.");
        }

        string groupName = parameters.RequiredString("GroupName");
        string? description = parameters.String("GroupDescription");
        string? projectId = parameters.String("ProjectId");
        var tags = TagReader.Read(parameters);
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        return CommitAsync(
            new CreateSecurityGroup(groupName, description ?? template!.Description, projectId, tags, template!.Policies),
            context,
            outcome => new SecurityGroupResponse(SecurityGroupShape.ToWire(outcome.Value!, Services.Clock)),
            cancellationToken);
    }
}
