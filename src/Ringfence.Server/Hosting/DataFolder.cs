namespace Ringfence.Server.Hosting;

/// <summary>The folder where the journal and the key pair are kept.</summary>
internal static class DataFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes sure that it is there (mode 700 when made now) and can be written.</summary>
    public static void Prepare(string path)
    {
        try
        {
            if (!Directory.Exists(path))
                Directory.CreateDirectory(path, OwnerOnly);
            string probe = Path.Combine(path, $".write-test-{Environment.ProcessId}");
            using (new FileStream(probe, FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
            {
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The data folder {path} cannot be written: {fault.Message}", fault);
        }
    }
}
