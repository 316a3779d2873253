namespace Ringfence.Datapath;

/// <summary>Locks between processes of one machine, on files in <c>/run/ringfence</c>. The kernel takes a lock from a process that dies.</summary>
internal static class RuntimeLock
{
    private const string Folder = "/run/ringfence";

    /// <summary>The locked file; null: another process has it.</summary>
    /// <exception cref="IOException">The file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be made: it takes root.</exception>
    public static FileStream? TryTake(string name)
    {
        Directory.CreateDirectory(Folder);
        string path = Path.Combine(Folder, $"{name}.lock");
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }
}
