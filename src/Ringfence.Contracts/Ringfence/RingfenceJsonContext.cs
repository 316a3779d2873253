using System.Text.Json.Serialization;
using Ringfence.Contracts.Ringfence.Analysis;
using Ringfence.Contracts.Ringfence.Guards;
using Ringfence.Contracts.Ringfence.Observing;

namespace Ringfence.Contracts.Ringfence;

/// <summary>Source-generated serialization of the answers of ringfence 2026-11-01.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(RegisterInstancesResponse))]
[JsonSerializable(typeof(DeregisterInstancesResponse))]
[JsonSerializable(typeof(DescribeEnforcementResponse))]
[JsonSerializable(typeof(DescribeSecurityGroupTemplatesResponse))]
[JsonSerializable(typeof(DescribeFlowsResponse))]
[JsonSerializable(typeof(DescribeRuleHitsResponse))]
[JsonSerializable(typeof(DescribeDropCountersResponse))]
[JsonSerializable(typeof(DescribeRevisionsResponse))]
[JsonSerializable(typeof(RestoreRevisionResponse))]
[JsonSerializable(typeof(object))]
[JsonSerializable(typeof(TryChangeResponse))]
[JsonSerializable(typeof(EndChangeResponse))]
[JsonSerializable(typeof(DescribePendingChangeResponse))]
[JsonSerializable(typeof(CreateAccessKeyResponse))]
[JsonSerializable(typeof(UpdateAccessKeyResponse))]
[JsonSerializable(typeof(DescribeAccessKeysResponse))]
[JsonSerializable(typeof(DescribeAuditLogResponse))]
[JsonSerializable(typeof(ExportSecurityGroupsResponse))]
[JsonSerializable(typeof(ImportSecurityGroupsResponse))]
[JsonSerializable(typeof(ExplainTrafficResponse))]
[JsonSerializable(typeof(CompareSecurityGroupPoliciesResponse))]
[JsonSerializable(typeof(DescribeReachabilityResponse))]
[JsonSerializable(typeof(AnalyzeExposureResponse))]
[JsonSerializable(typeof(LintSecurityGroupsResponse))]
[JsonSerializable(typeof(DescribeEffectivePolicyResponse))]
[JsonSerializable(typeof(ExportEffectivePoliciesResponse))]
[JsonSerializable(typeof(CreateGuardsResponse))]
[JsonSerializable(typeof(DeleteGuardsResponse))]
[JsonSerializable(typeof(DescribeGuardsResponse))]
[JsonSerializable(typeof(CreateObservationResponse))]
[JsonSerializable(typeof(DescribeObservationsResponse))]
[JsonSerializable(typeof(DescribeObservedFlowsResponse))]
[JsonSerializable(typeof(ObservationEndedResponse))]
[JsonSerializable(typeof(DescribeSecurityGroupModesResponse))]
[JsonSerializable(typeof(ModifySecurityGroupModeResponse))]
public sealed partial class RingfenceJsonContext : JsonSerializerContext;
