using System.Collections.Immutable;
using Ringfence.Contracts.Common;

namespace Ringfence.Contracts.Vpc.Templates;

/// <summary>A service template (VPC type <c>ServiceTemplate</c>, reference D.3).</summary>
public sealed record ServiceTemplate
{
    /// <summary><c>ppm-</c> and eight of <c>a-z0-9</c>.</summary>
    public required string ServiceTemplateId { get; init; }

    /// <summary>Its name.</summary>
    public required string ServiceTemplateName { get; init; }

    /// <summary>Protocols with ports as entered, in lower case.</summary>
    public required ImmutableArray<string> ServiceSet { get; init; }

    /// <summary><c>YYYY-MM-DD HH:MM:SS</c>, UTC+8 unless set otherwise.</summary>
    public required string CreatedTime { get; init; }

    /// <summary>As <see cref="CreatedTime"/>.</summary>
    public required string UpdatedTime { get; init; }

    /// <summary><see cref="ServiceSet"/> with descriptions and times, in the same order.</summary>
    public required ImmutableArray<ServicesInfo> ServiceExtraSet { get; init; }

    /// <summary>Its tags.</summary>
    public required ImmutableArray<Tag> TagSet { get; init; }
}

/// <summary>An entry of a service template (VPC type <c>ServicesInfo</c>; the plural is the vendor's).</summary>
public sealed record ServicesInfo
{
    /// <summary>In lower case.</summary>
    public required string Service { get; init; }

    /// <summary>May be "".</summary>
    public required string Description { get; init; }

    /// <summary>When it was added or its description changed.</summary>
    public required string UpdatedTime { get; init; }
}

/// <summary>A group of service templates (VPC type <c>ServiceTemplateGroup</c>).</summary>
public sealed record ServiceTemplateGroup
{
    /// <summary><c>ppmg-</c> and eight of <c>a-z0-9</c>.</summary>
    public required string ServiceTemplateGroupId { get; init; }

    /// <summary>Its name.</summary>
    public required string ServiceTemplateGroupName { get; init; }

    /// <summary>The templates in it.</summary>
    public required ImmutableArray<string> ServiceTemplateIdSet { get; init; }

    /// <summary><c>YYYY-MM-DD HH:MM:SS</c>, UTC+8 unless set otherwise.</summary>
    public required string CreatedTime { get; init; }

    /// <summary>As <see cref="CreatedTime"/>.</summary>
    public required string UpdatedTime { get; init; }

    /// <summary>The templates of <see cref="ServiceTemplateIdSet"/> whole, in the same order.</summary>
    public required ImmutableArray<ServiceTemplate> ServiceTemplateSet { get; init; }

    /// <summary>Its tags.</summary>
    public required ImmutableArray<Tag> TagSet { get; init; }
}
