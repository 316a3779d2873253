using System.Text.Json.Serialization;
using Ringfence.Cli.Running;

namespace Ringfence.Cli.Connecting;

/// <summary>The key pair that a server on this machine generated and keeps in its data folder (docs/operations.md).</summary>
internal static class ServerKeys
{
    /// <summary>The file, in <c>$RINGFENCE_DATA</c> or, as the server has it, <c>.data</c>.</summary>
    public static string PathOf(CliSurroundings surroundings) =>
        Path.Combine(surroundings.CurrentFolder, surroundings.Environment("RINGFENCE_DATA") ?? ".data", "credentials.json");

    /// <summary>Reads the pair; null when there is none or when it is unusable, which adds a fault.</summary>
    public static Keys? Find(CliSurroundings surroundings, List<string> faults)
    {
        string path = PathOf(surroundings);
        return SettingsFile.Read(path, ServerKeyJson.Default.ServerKeyFile, faults) is { SecretId: { } id, SecretKey: { } key }
            ? new Keys(id, key, $"the server's data folder, {path}")
            : null;
    }
}

/// <summary>What the file holds.</summary>
internal sealed record ServerKeyFile(string? SecretId, string? SecretKey);

[JsonSerializable(typeof(ServerKeyFile))]
internal sealed partial class ServerKeyJson : JsonSerializerContext;
