using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ringfence.Api.Access;
using Ringfence.Linux.Files;

namespace Ringfence.Api.Credentials;

/// <summary>The key pairs that actions made, in the data folder, their secrets encrypted.</summary>
internal static class AccessKeyFile
{
    public const string Name = "access-keys.json";

    private const int Version = 1;

    /// <summary>The stored pairs; none when there is no file. Null with a fault when it cannot be used.</summary>
    public static ImmutableArray<StoredAccessKey>? Read(string path, out string? fault)
    {
        byte[]? bytes = PrivateFile.Read(path, out fault);
        if (bytes is null)
            return fault is null ? [] : null;
        try
        {
            var stored = JsonSerializer.Deserialize(bytes, AccessKeyJson.Default.StoredAccessKeys);
            if (stored is { V: Version, Keys.IsDefault: false })
                return stored.Keys;
            fault = stored?.V > Version ? $"{path} was written by a newer version of this program." : $"{path} holds no key pairs.";
        }
        catch (JsonException broken)
        {
            fault = $"{path} is not the JSON it was written as: {broken.Message}";
        }

        return null;
    }

    /// <summary>Replaces the file.</summary>
    public static void Write(string path, ImmutableArray<StoredAccessKey> keys) =>
        DurableFile.Replace(path, JsonSerializer.SerializeToUtf8Bytes(new StoredAccessKeys(Version, keys), AccessKeyJson.Default.StoredAccessKeys));
}

/// <summary>What the file holds.</summary>
internal sealed record StoredAccessKeys(int V, ImmutableArray<StoredAccessKey> Keys);

/// <summary>A key pair, its secret encrypted and bound to the rest.</summary>
internal sealed record StoredAccessKey(
    string SecretId, string Account, Role Role, bool IsActive, string Description, DateTimeOffset CreatedAt, string CreatedBy, string EncryptedSecret);

[JsonSerializable(typeof(StoredAccessKeys))]
[JsonSourceGenerationOptions(WriteIndented = true, UseStringEnumConverter = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class AccessKeyJson : JsonSerializerContext;
