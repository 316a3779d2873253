using System.Collections.Immutable;
using Ringfence.Contracts.Common;

namespace Ringfence.Contracts.Vpc.Templates;

/// <summary>An address template (VPC type <c>AddressTemplate</c>, reference D.3).</summary>
public sealed record AddressTemplate
{
    /// <summary>Its name.</summary>
    public required string AddressTemplateName { get; init; }

    /// <summary><c>ipm-</c> and eight of <c>a-z0-9</c>.</summary>
    public required string AddressTemplateId { get; init; }

    /// <summary>Addresses, blocks and ranges as entered.</summary>
    public required ImmutableArray<string> AddressSet { get; init; }

    /// <summary><c>YYYY-MM-DD HH:MM:SS</c>, UTC+8 unless set otherwise.</summary>
    public required string CreatedTime { get; init; }

    /// <summary>As <see cref="CreatedTime"/>.</summary>
    public required string UpdatedTime { get; init; }

    /// <summary><see cref="AddressSet"/> with descriptions and times, in the same order.</summary>
    public required ImmutableArray<AddressInfo> AddressExtraSet { get; init; }

    /// <summary>Its tags.</summary>
    public required ImmutableArray<Tag> TagSet { get; init; }
}

/// <summary>An entry of an address template (VPC type <c>AddressInfo</c>).</summary>
public sealed record AddressInfo
{
    /// <summary>As entered.</summary>
    public required string Address { get; init; }

    /// <summary>May be "".</summary>
    public required string Description { get; init; }

    /// <summary>When it was added or its description changed.</summary>
    public required string UpdatedTime { get; init; }
}

/// <summary>A group of address templates (VPC type <c>AddressTemplateGroup</c>).</summary>
public sealed record AddressTemplateGroup
{
    /// <summary>Its name.</summary>
    public required string AddressTemplateGroupName { get; init; }

    /// <summary><c>ipmg-</c> and eight of <c>a-z0-9</c>.</summary>
    public required string AddressTemplateGroupId { get; init; }

    /// <summary>The templates in it.</summary>
    public required ImmutableArray<string> AddressTemplateIdSet { get; init; }

    /// <summary><c>YYYY-MM-DD HH:MM:SS</c>, UTC+8 unless set otherwise.</summary>
    public required string CreatedTime { get; init; }

    /// <summary>As <see cref="CreatedTime"/>.</summary>
    public required string UpdatedTime { get; init; }

    /// <summary><see cref="AddressTemplateIdSet"/> with names, descriptions and times, in the same order.</summary>
    public required ImmutableArray<AddressTemplateItem> AddressTemplateSet { get; init; }

    /// <summary>Its tags.</summary>
    public required ImmutableArray<Tag> TagSet { get; init; }
}

/// <summary>A member of a group of address templates (VPC type <c>AddressTemplateItem</c>).</summary>
public sealed record AddressTemplateItem
{
    /// <summary>The template.</summary>
    public required string AddressTemplateId { get; init; }

    /// <summary>The template's name.</summary>
    public required string AddressTemplateName { get; init; }

    /// <summary>Deprecated by the vendor; always "".</summary>
    public required string From { get; init; }

    /// <summary>Deprecated by the vendor; always "".</summary>
    public required string To { get; init; }

    /// <summary>What the member is described as in this group; may be "".</summary>
    public required string Description { get; init; }

    /// <summary>When it was added to the group or its description changed.</summary>
    public required string UpdatedTime { get; init; }
}
