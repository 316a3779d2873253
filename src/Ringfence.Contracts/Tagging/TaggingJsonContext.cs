using System.Text.Json.Serialization;

namespace Ringfence.Contracts.Tagging;

/// <summary>Source-generated serialization of the answers of tag 2018-08-13.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(DescribeResourceTagsByResourceIdsResponse))]
public sealed partial class TaggingJsonContext : JsonSerializerContext;
