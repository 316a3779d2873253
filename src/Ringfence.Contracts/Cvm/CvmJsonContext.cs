using System.Text.Json.Serialization;

namespace Ringfence.Contracts.Cvm;

/// <summary>Source-generated serialization of the answers of cvm 2017-03-12.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(DescribeInstancesResponse))]
public sealed partial class CvmJsonContext : JsonSerializerContext;
