using System.Security.Cryptography;
using System.Text.Json;

namespace Ringfence.Api.Credentials;

/// <summary>The generated key pair, kept in the data folder with mode 600. It appears whole or not at all.</summary>
internal static class CredentialFile
{
    public const string Name = "credentials.json";

    private const string Characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const int Length = 32;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The ids and keys that the vendor makes have the same form.</summary>
    public static StoredPair Generate() =>
        new("AKID" + RandomNumberGenerator.GetString(Characters, Length), RandomNumberGenerator.GetString(Characters, Length));

    /// <summary>The pair in the file; null with a fault when it cannot be used, null without one when there is no file.</summary>
    public static StoredPair? Read(string path, out string? fault)
    {
        fault = null;
        try
        {
            using var stream = File.OpenRead(path);
            if ((File.GetUnixFileMode(stream.SafeFileHandle) & ~OwnerOnly) != 0)
            {
                fault = $"{path} can be read or written by others; run `chmod 600 {path}` or, if it may have leaked, delete it to get a new pair.";
                return null;
            }

            if (JsonSerializer.Deserialize(stream, CredentialJson.Default.StoredPair) is { SecretId.Length: > 0, SecretKey.Length: > 0 } pair)
                return pair;
            fault = $"{path} has no SecretId or no SecretKey.";
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (JsonException broken)
        {
            fault = $"{path} is not the JSON it was written as: {broken.Message}";
        }

        return null;
    }

    /// <summary>Writes the pair durably: a temporary file, flushed to the disk, renamed.</summary>
    public static void Write(string path, StoredPair pair)
    {
        string temporary = path + ".new";
        File.Delete(temporary);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly };
        using (var stream = new FileStream(temporary, options))
        {
            JsonSerializer.Serialize(stream, pair, CredentialJson.Default.StoredPair);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
