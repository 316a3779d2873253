using System.Collections.Immutable;

namespace Ringfence.Contracts.Ringfence;

/// <summary>A ready-made set of rules for a new group.</summary>
/// <param name="TemplateName">Its name.</param>
/// <param name="Description">What it opens.</param>
public sealed record SecurityGroupTemplate(string TemplateName, string Description);

/// <summary>Answer of DescribeSecurityGroupTemplates.</summary>
/// <param name="SecurityGroupTemplateSet">All templates.</param>
public sealed record DescribeSecurityGroupTemplatesResponse(ImmutableArray<SecurityGroupTemplate> SecurityGroupTemplateSet);
