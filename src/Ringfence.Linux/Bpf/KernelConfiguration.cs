using System.IO.Compression;

namespace Ringfence.Linux.Bpf;

/// <summary>The options that the running kernel was built with.</summary>
internal static class KernelConfiguration
{
    /// <summary>The names that are built in or modules; null: not to be read here.</summary>
    public static IReadOnlySet<string>? Read()
    {
        string? text = ReadCompressed("/proc/config.gz") ?? ReadPlain($"/boot/config-{Release()}");
        return text?.Split('\n').Where(line => line.EndsWith("=y", StringComparison.Ordinal) || line.EndsWith("=m", StringComparison.Ordinal))
            .Select(line => line[..^2]).ToHashSet(StringComparer.Ordinal);
    }

    private static string Release() => ReadPlain("/proc/sys/kernel/osrelease")?.Trim() ?? "";

    private static string? ReadPlain(string path) => File.Exists(path) ? File.ReadAllText(path) : null;

    private static string? ReadCompressed(string path)
    {
        if (!File.Exists(path))
            return null;
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        return reader.ReadToEnd();
    }
}
