using System.Text.Json.Serialization;
using Ringfence.Contracts.Vpc.Templates;

namespace Ringfence.Contracts.Vpc;

/// <summary>Source-generated serialization of the answers of vpc 2017-03-12.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(SecurityGroupResponse))]
[JsonSerializable(typeof(DescribeSecurityGroupsResponse))]
[JsonSerializable(typeof(DescribeSecurityGroupPoliciesResponse))]
[JsonSerializable(typeof(DescribeSecurityGroupAssociationStatisticsResponse))]
[JsonSerializable(typeof(DescribeSecurityGroupReferencesResponse))]
[JsonSerializable(typeof(DescribeSecurityGroupLimitsResponse))]
[JsonSerializable(typeof(DescribeNetworkInterfacesResponse))]
[JsonSerializable(typeof(DescribeAccountAttributesResponse))]
[JsonSerializable(typeof(CreateAddressTemplateResponse))]
[JsonSerializable(typeof(CreateAddressTemplateGroupResponse))]
[JsonSerializable(typeof(CreateServiceTemplateResponse))]
[JsonSerializable(typeof(CreateServiceTemplateGroupResponse))]
[JsonSerializable(typeof(DescribeAddressTemplatesResponse))]
[JsonSerializable(typeof(DescribeAddressTemplateGroupsResponse))]
[JsonSerializable(typeof(DescribeServiceTemplatesResponse))]
[JsonSerializable(typeof(DescribeServiceTemplateGroupsResponse))]
[JsonSerializable(typeof(DescribeTemplateLimitsResponse))]
[JsonSerializable(typeof(DescribeVpcTaskResultResponse))]
public sealed partial class VpcJsonContext : JsonSerializerContext;
