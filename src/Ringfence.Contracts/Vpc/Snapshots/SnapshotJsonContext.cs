using System.Text.Json.Serialization;

namespace Ringfence.Contracts.Vpc.Snapshots;

/// <summary>Source-generated serialization of the answers about snapshots of vpc 2017-03-12.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(CreateSnapshotPoliciesResponse))]
[JsonSerializable(typeof(DescribeSnapshotPoliciesResponse))]
[JsonSerializable(typeof(DescribeSnapshotAttachedInstancesResponse))]
[JsonSerializable(typeof(DescribeSnapshotFilesResponse))]
[JsonSerializable(typeof(DescribeSgSnapshotFileContentResponse))]
public sealed partial class SnapshotJsonContext : JsonSerializerContext;
