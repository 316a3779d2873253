using System.Text.Json.Serialization;

namespace Ringfence.Contracts.Cdb;

/// <summary>Source-generated serialization of the answers of cdb 2017-03-20.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(DescribeDBSecurityGroupsResponse))]
[JsonSerializable(typeof(DescribeProjectSecurityGroupsResponse))]
public sealed partial class CdbJsonContext : JsonSerializerContext;
