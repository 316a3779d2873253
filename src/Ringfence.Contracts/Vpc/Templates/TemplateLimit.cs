namespace Ringfence.Contracts.Vpc.Templates;

/// <summary>How many members templates may have (VPC type <c>TemplateLimit</c>).</summary>
public sealed record TemplateLimit
{
    /// <summary>Entries of an address template.</summary>
    public required long AddressTemplateMemberLimit { get; init; }

    /// <summary>Templates of an address template group.</summary>
    public required long AddressTemplateGroupMemberLimit { get; init; }

    /// <summary>Entries of a service template.</summary>
    public required long ServiceTemplateMemberLimit { get; init; }

    /// <summary>Templates of a service template group.</summary>
    public required long ServiceTemplateGroupMemberLimit { get; init; }
}
