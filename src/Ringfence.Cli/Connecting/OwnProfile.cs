using System.Text.Json;
using System.Text.Json.Serialization;
using Ringfence.Cli.Running;

namespace Ringfence.Cli.Connecting;

/// <summary>A profile of ours: <c>$XDG_CONFIG_HOME/ringfence/NAME.json</c> (by default <c>~/.config</c>), mode 600.</summary>
internal sealed record OwnProfile
{
    /// <summary>The server.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The key pair's id.</summary>
    public string? SecretId { get; init; }

    /// <summary>The key.</summary>
    public string? SecretKey { get; init; }

    /// <summary>The region.</summary>
    public string? Region { get; init; }

    /// <summary>The folder of all profiles.</summary>
    public static string FolderOf(CliSurroundings surroundings) =>
        Path.Combine(surroundings.Environment("XDG_CONFIG_HOME") ?? Path.Combine(surroundings.Home ?? "/", ".config"), CommandTree.Name);

    /// <summary>The file of a profile.</summary>
    public static string PathOf(CliSurroundings surroundings, string name) => Path.Combine(FolderOf(surroundings), $"{name}.json");

    /// <summary>Reads a profile; null when there is none or when it is unusable, which adds a fault.</summary>
    public static ConnectionSettings? Read(CliSurroundings surroundings, string name, List<string> faults)
    {
        string path = PathOf(surroundings, name);
        return SettingsFile.Read(path, ProfileJson.Default.OwnProfile, faults) is { } profile
            ? new ConnectionSettings($"profile {name}, {path}", profile.Endpoint, profile.SecretId, profile.SecretKey, profile.Region)
            : null;
    }

    /// <summary>Writes a profile, whole or not at all, readable for its owner only.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(CliSurroundings surroundings, string name)
    {
        Directory.CreateDirectory(FolderOf(surroundings), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        string path = PathOf(surroundings, name);
        string temporary = path + ".new";
        File.Delete(temporary);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = SettingsFile.OwnerOnly };
        using (var stream = new FileStream(temporary, options))
            JsonSerializer.Serialize(stream, this, ProfileJson.Default.OwnProfile);
        File.Move(temporary, path, overwrite: true);
    }
}

[JsonSerializable(typeof(OwnProfile))]
[JsonSourceGenerationOptions(WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
internal sealed partial class ProfileJson : JsonSerializerContext;
