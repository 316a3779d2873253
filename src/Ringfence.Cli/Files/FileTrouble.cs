using System.Globalization;
using System.Text.Json;

namespace Ringfence.Cli.Files;

/// <summary>Why a file cannot be used, in words for whoever named it.</summary>
internal static class FileTrouble
{
    /// <summary>Why it cannot be opened.</summary>
    public static string Why(string path, Exception fault) => fault switch
    {
        _ when Directory.Exists(path) => "it is a folder",
        FileNotFoundException or DirectoryNotFoundException => "there is no such file",
        UnauthorizedAccessException => "this user may not",
        _ => fault.Message,
    };

    /// <summary>Where it is not the JSON that it must be.</summary>
    public static string Where(JsonException fault)
    {
        string member = fault.Path is { Length: > 2 } path ? $" ({path[2..]})" : "";
        return string.Create(CultureInfo.InvariantCulture, $"line {fault.LineNumber.GetValueOrDefault() + 1}, byte {fault.BytePositionInLine.GetValueOrDefault() + 1}{member}");
    }
}
