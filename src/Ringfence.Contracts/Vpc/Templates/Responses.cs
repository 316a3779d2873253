using System.Collections.Immutable;

namespace Ringfence.Contracts.Vpc.Templates;

/// <summary>Answer of CreateAddressTemplate.</summary>
/// <param name="AddressTemplate">The template.</param>
public sealed record CreateAddressTemplateResponse(AddressTemplate AddressTemplate);

/// <summary>Answer of CreateAddressTemplateGroup.</summary>
/// <param name="AddressTemplateGroup">The group.</param>
public sealed record CreateAddressTemplateGroupResponse(AddressTemplateGroup AddressTemplateGroup);

/// <summary>Answer of CreateServiceTemplate.</summary>
/// <param name="ServiceTemplate">The template.</param>
public sealed record CreateServiceTemplateResponse(ServiceTemplate ServiceTemplate);

/// <summary>Answer of CreateServiceTemplateGroup.</summary>
/// <param name="ServiceTemplateGroup">The group.</param>
public sealed record CreateServiceTemplateGroupResponse(ServiceTemplateGroup ServiceTemplateGroup);

/// <summary>Answer of DescribeAddressTemplates.</summary>
/// <param name="TotalCount">All matches, not only the page.</param>
/// <param name="AddressTemplateSet">The page.</param>
public sealed record DescribeAddressTemplatesResponse(long TotalCount, ImmutableArray<AddressTemplate> AddressTemplateSet);

/// <summary>Answer of DescribeAddressTemplateGroups.</summary>
/// <param name="TotalCount">All matches, not only the page.</param>
/// <param name="AddressTemplateGroupSet">The page.</param>
public sealed record DescribeAddressTemplateGroupsResponse(long TotalCount, ImmutableArray<AddressTemplateGroup> AddressTemplateGroupSet);

/// <summary>Answer of DescribeServiceTemplates.</summary>
/// <param name="TotalCount">All matches, not only the page.</param>
/// <param name="ServiceTemplateSet">The page.</param>
public sealed record DescribeServiceTemplatesResponse(long TotalCount, ImmutableArray<ServiceTemplate> ServiceTemplateSet);

/// <summary>Answer of DescribeServiceTemplateGroups.</summary>
/// <param name="TotalCount">All matches, not only the page.</param>
/// <param name="ServiceTemplateGroupSet">The page.</param>
public sealed record DescribeServiceTemplateGroupsResponse(long TotalCount, ImmutableArray<ServiceTemplateGroup> ServiceTemplateGroupSet);

/// <summary>Answer of DescribeTemplateLimits.</summary>
/// <param name="TemplateLimit">The account's limits.</param>
public sealed record DescribeTemplateLimitsResponse(TemplateLimit TemplateLimit);
