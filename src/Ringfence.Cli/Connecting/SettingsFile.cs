using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Ringfence.Cli.Files;

namespace Ringfence.Cli.Connecting;

/// <summary>Small JSON files with settings and secrets.</summary>
internal static class SettingsFile
{
    /// <summary>What a file with a key may allow.</summary>
    public const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Reads a file that others must not be able to read; null when there is none or when it is unusable, which adds a fault.</summary>
    public static T? Read<T>(string path, JsonTypeInfo<T> shape, List<string> faults)
        where T : class
    {
        try
        {
            using var stream = File.OpenRead(path);
            if ((File.GetUnixFileMode(stream.SafeFileHandle) & ~OwnerOnly) != 0)
            {
                faults.Add($"{path} can be read or written by others: run 'chmod 600 {path}'.");
                return null;
            }

            return JsonSerializer.Deserialize(stream, shape);
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException broken)
        {
            faults.Add($"{path} is no profile or key file: see {FileTrouble.Where(broken)}.");
        }
        catch (Exception closed) when (closed is UnauthorizedAccessException or IOException)
        {
            faults.Add($"{path} cannot be read: {FileTrouble.Why(path, closed)}");
        }

        return null;
    }
}
