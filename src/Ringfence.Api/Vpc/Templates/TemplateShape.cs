using System.Collections.Immutable;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Vpc.Templates;
using Ringfence.Control.Worlds;
using Common = Ringfence.Contracts.Common;

namespace Ringfence.Api.Vpc.Templates;

/// <summary>Templates as answers show them (reference D.3).</summary>
/// <param name="world">Where the members of groups are looked up.</param>
/// <param name="clock">Times as text.</param>
internal sealed class TemplateShape(World world, WireClock clock)
{
    /// <summary>The answer to a template's creation.</summary>
    public object Created(ParameterTemplate template) => template.Kind switch
    {
        TemplateKind.Address => new CreateAddressTemplateResponse(Address(template)),
        TemplateKind.AddressGroup => new CreateAddressTemplateGroupResponse(AddressGroup(template)),
        TemplateKind.Service => new CreateServiceTemplateResponse(Service(template)),
        _ => new CreateServiceTemplateGroupResponse(ServiceGroup(template)),
    };

    /// <summary>A page of a list.</summary>
    public object Listed(TemplateKind kind, ImmutableArray<ParameterTemplate> page, int total) => kind switch
    {
        TemplateKind.Address => new DescribeAddressTemplatesResponse(total, [.. page.Select(Address)]),
        TemplateKind.AddressGroup => new DescribeAddressTemplateGroupsResponse(total, [.. page.Select(AddressGroup)]),
        TemplateKind.Service => new DescribeServiceTemplatesResponse(total, [.. page.Select(Service)]),
        _ => new DescribeServiceTemplateGroupsResponse(total, [.. page.Select(ServiceGroup)]),
    };

    private AddressTemplate Address(ParameterTemplate template) => new()
    {
        AddressTemplateName = template.Name,
        AddressTemplateId = template.Id,
        AddressSet = Texts(template),
        CreatedTime = clock.Vpc(template.CreatedAt),
        UpdatedTime = clock.Vpc(template.UpdatedAt),
        AddressExtraSet = [.. template.Members.Select(member => new AddressInfo
        {
            Address = member.Text,
            Description = member.Description,
            UpdatedTime = clock.Vpc(member.UpdatedAt),
        })],
        TagSet = Tags(template),
    };

    private AddressTemplateGroup AddressGroup(ParameterTemplate template) => new()
    {
        AddressTemplateGroupName = template.Name,
        AddressTemplateGroupId = template.Id,
        AddressTemplateIdSet = Texts(template),
        CreatedTime = clock.Vpc(template.CreatedAt),
        UpdatedTime = clock.Vpc(template.UpdatedAt),
        AddressTemplateSet = [.. template.Members.Select(member => new AddressTemplateItem
        {
            AddressTemplateId = member.Text,
            AddressTemplateName = world.Templates.GetValueOrDefault(member.Text)?.Name ?? "",
            From = "",
            To = "",
            Description = member.Description,
            UpdatedTime = clock.Vpc(member.UpdatedAt),
        })],
        TagSet = Tags(template),
    };

    private ServiceTemplate Service(ParameterTemplate template) => new()
    {
        ServiceTemplateId = template.Id,
        ServiceTemplateName = template.Name,
        ServiceSet = Texts(template),
        CreatedTime = clock.Vpc(template.CreatedAt),
        UpdatedTime = clock.Vpc(template.UpdatedAt),
        ServiceExtraSet = [.. template.Members.Select(member => new ServicesInfo
        {
            Service = member.Text,
            Description = member.Description,
            UpdatedTime = clock.Vpc(member.UpdatedAt),
        })],
        TagSet = Tags(template),
    };

    private ServiceTemplateGroup ServiceGroup(ParameterTemplate template) => new()
    {
        ServiceTemplateGroupId = template.Id,
        ServiceTemplateGroupName = template.Name,
        ServiceTemplateIdSet = Texts(template),
        CreatedTime = clock.Vpc(template.CreatedAt),
        UpdatedTime = clock.Vpc(template.UpdatedAt),
        ServiceTemplateSet = [.. template.MemberIds.Where(world.Templates.ContainsKey).Select(id => Service(world.Templates[id]))],
        TagSet = Tags(template),
    };

    private static ImmutableArray<string> Texts(ParameterTemplate template) => [.. template.Members.Select(member => member.Text)];

    private static ImmutableArray<Common.Tag> Tags(ParameterTemplate template) =>
        [.. template.Tags.Select(tag => new Common.Tag { Key = tag.Key, Value = tag.Value })];
}
