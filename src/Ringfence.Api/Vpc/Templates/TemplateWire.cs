using Ringfence.Api.Mapping;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Vpc.Templates;

/// <summary>What the vendor calls one kind of template and its parts (reference C.2). The actions of all kinds differ in these names alone.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Id">Its ids.</param>
/// <param name="Noun">The type's name, in actions and parameters (<c>AddressTemplate</c>).</param>
/// <param name="Filter">What the names of its filters begin with (<c>address-template</c>).</param>
/// <param name="Members">The parameter that lists members as text (<c>Addresses</c>).</param>
/// <param name="Member">One member's name, where members have descriptions beside them (<c>Address</c> in <c>AddressesExtra</c>), and as an order.</param>
/// <param name="MemberFilter">The filter by a member's text; null for groups.</param>
internal sealed record TemplateWire(TemplateKind Kind, IdKind Id, string Noun, string Filter, string Members, string Member, string? MemberFilter)
{
    public static TemplateWire Address { get; } =
        new(TemplateKind.Address, IdKind.AddressTemplate, "AddressTemplate", "address-template", "Addresses", "Address", "address-ip");

    public static TemplateWire AddressGroup { get; } =
        new(TemplateKind.AddressGroup, IdKind.AddressTemplateGroup, "AddressTemplateGroup", "address-template-group", "AddressTemplateIds", "AddressTemplateId", null);

    public static TemplateWire Service { get; } =
        new(TemplateKind.Service, IdKind.ServiceTemplate, "ServiceTemplate", "service-template", "Services", "Service", "service-port");

    public static TemplateWire ServiceGroup { get; } =
        new(TemplateKind.ServiceGroup, IdKind.ServiceTemplateGroup, "ServiceTemplateGroup", "service-template-group", "ServiceTemplateIds", "ServiceTemplateId", null);

    /// <summary>All four.</summary>
    public static IReadOnlyList<TemplateWire> All { get; } = [Address, AddressGroup, Service, ServiceGroup];

    public string NameParameter => $"{Noun}Name";

    public string IdParameter => $"{Noun}Id";

    /// <summary>The parameter that lists members with descriptions; null for groups, whose members are described by AddTemplateMember.</summary>
    public string? ExtraParameter => MemberFilter is null ? null : $"{Members}Extra";
}
