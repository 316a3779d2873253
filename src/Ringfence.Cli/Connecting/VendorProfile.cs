using System.Text.Json;
using Ringfence.Cli.Files;
using Ringfence.Cli.Running;

namespace Ringfence.Cli.Connecting;

/// <summary>
/// A profile of the vendor's CLI (tccli): <c>~/.tccli/NAME.credential</c> with the key pair, <c>~/.tccli/NAME.configure</c> with the region and the endpoints. Its
/// endpoint counts only where somebody has pointed it away from the vendor: a call for Ringfence must not go to the cloud because a file says so by default.
/// </summary>
internal static class VendorProfile
{
    private const string VendorDomain = ".tencentcloudapi.com";

    /// <summary>The file with the key pair.</summary>
    public static string PathOf(CliSurroundings surroundings, string name) => Path.Combine(surroundings.Home ?? "/", ".tccli", $"{name}.credential");

    /// <summary>Reads a profile; null when there is none or when it is unusable, which adds a fault.</summary>
    public static ConnectionSettings? Read(CliSurroundings surroundings, string name, List<string> faults)
    {
        string path = PathOf(surroundings, name);
        using var credential = ReadObject(path, faults);
        using var configure = ReadObject(Path.ChangeExtension(path, ".configure"), faults);
        if (credential is null && configure is null)
            return null;
        string? endpoint = Text(configure, "vpc", "endpoint");
        if (endpoint?.EndsWith(VendorDomain, StringComparison.OrdinalIgnoreCase) == true)
            endpoint = null;
        return new ConnectionSettings(
            $"tccli profile {name}, {path}", endpoint, Text(credential, "secretId"), Text(credential, "secretKey"), Text(configure, "_sys_param", "region"));
    }

    /// <summary>Reads a file; its mode is the other program's affair, which makes it world-readable.</summary>
    private static JsonDocument? ReadObject(string path, List<string> faults)
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllBytes(path));
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception unusable) when (unusable is JsonException or UnauthorizedAccessException or IOException)
        {
            faults.Add($"{path} cannot be used: {(unusable is JsonException broken ? $"it is not JSON from {FileTrouble.Where(broken)} on" : FileTrouble.Why(path, unusable))}");
            return null;
        }
    }

    private static string? Text(JsonDocument? document, params ReadOnlySpan<string> path)
    {
        if (document is null)
            return null;
        var element = document.RootElement;
        foreach (string name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
                return null;
        }

        return element.ValueKind == JsonValueKind.String && element.GetString() is { Length: > 0 } text ? text : null;
    }
}
