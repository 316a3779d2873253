using System.Text.Json.Serialization;

namespace Ringfence.Contracts.Clb;

/// <summary>Source-generated serialization of the answers of clb 2018-03-17.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(DescribeLoadBalancersResponse))]
[JsonSerializable(typeof(DescribeTaskStatusResponse))]
public sealed partial class ClbJsonContext : JsonSerializerContext;
