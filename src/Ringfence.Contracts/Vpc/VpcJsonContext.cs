using System.Text.Json.Serialization;

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
public sealed partial class VpcJsonContext : JsonSerializerContext;
