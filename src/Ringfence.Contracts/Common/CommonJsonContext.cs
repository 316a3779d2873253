using System.Text.Json.Serialization;

namespace Ringfence.Contracts.Common;

/// <summary>Source-generated serialization of what every service answers.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(EmptyResponse))]
public sealed partial class CommonJsonContext : JsonSerializerContext;
