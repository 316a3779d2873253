using System.Text.Json.Serialization;

namespace Ringfence.Contracts.Ringfence;

/// <summary>Source-generated serialization of the answers of ringfence 2026-11-01.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(RegisterInstancesResponse))]
[JsonSerializable(typeof(DeregisterInstancesResponse))]
[JsonSerializable(typeof(DescribeEnforcementResponse))]
[JsonSerializable(typeof(DescribeSecurityGroupTemplatesResponse))]
[JsonSerializable(typeof(DescribeFlowsResponse))]
[JsonSerializable(typeof(DescribeRevisionsResponse))]
[JsonSerializable(typeof(RestoreRevisionResponse))]
[JsonSerializable(typeof(CreateAccessKeyResponse))]
[JsonSerializable(typeof(UpdateAccessKeyResponse))]
[JsonSerializable(typeof(DescribeAccessKeysResponse))]
[JsonSerializable(typeof(DescribeAuditLogResponse))]
[JsonSerializable(typeof(ExportSecurityGroupsResponse))]
[JsonSerializable(typeof(ImportSecurityGroupsResponse))]
public sealed partial class RingfenceJsonContext : JsonSerializerContext;
