using System.Text.Json.Serialization;

namespace Ringfence.Api.Credentials;

/// <summary>What the credentials file holds.</summary>
internal sealed record StoredPair(string SecretId, string SecretKey);

[JsonSerializable(typeof(StoredPair))]
[JsonSourceGenerationOptions(WriteIndented = true)]
internal sealed partial class CredentialJson : JsonSerializerContext;
