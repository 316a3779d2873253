using System.Security.Cryptography;
using System.Text.Json;
using Ringfence.Linux.Files;

namespace Ringfence.Api.Credentials;

/// <summary>The generated key pair, kept in the data folder with mode 600. It appears whole or not at all.</summary>
internal static class CredentialFile
{
    public const string Name = "credentials.json";

    private const string Characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const int Length = 32;

    /// <summary>The ids and keys that the vendor makes have the same form.</summary>
    public static StoredPair Generate() =>
        new("AKID" + RandomNumberGenerator.GetString(Characters, Length), RandomNumberGenerator.GetString(Characters, Length));

    /// <summary>The pair in the file; null with a fault when it cannot be used, null without one when there is no file.</summary>
    public static StoredPair? Read(string path, out string? fault)
    {
        byte[]? bytes = PrivateFile.Read(path, out fault);
        if (bytes is null)
            return null;
        try
        {
            if (JsonSerializer.Deserialize(bytes, CredentialJson.Default.StoredPair) is { SecretId.Length: > 0, SecretKey.Length: > 0 } pair)
                return pair;
            fault = $"{path} has no SecretId or no SecretKey.";
        }
        catch (JsonException broken)
        {
            fault = $"{path} is not the JSON it was written as: {broken.Message}";
        }

        return null;
    }

    /// <summary>Writes the pair durably.</summary>
    public static void Write(string path, StoredPair pair) => DurableFile.Replace(path, JsonSerializer.SerializeToUtf8Bytes(pair, CredentialJson.Default.StoredPair));
}
