using System.ComponentModel;
using System.Diagnostics;

namespace Ringfence.Journal;

/// <summary>
/// Makes directory entries durable. The framework cannot open a directory for fsync(2), and P/Invoke is kept to Ringfence.Linux, which a journal does not
/// know: coreutils' sync(1) does it. It runs once in a data folder's life. The entries inside the folder are SQLite's own care.
/// </summary>
internal static class DirectorySync
{
    /// <summary>fsync of each directory.</summary>
    /// <exception cref="IOException">It failed, or there is no sync(1).</exception>
    public static void Flush(IReadOnlyCollection<string> directories)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("sync", ["--", .. directories]) { RedirectStandardError = true })
                ?? throw new IOException("sync(1) could not be started.");
            string error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
                throw new IOException($"The new data folder could not be made durable: {error.Trim()}");
        }
        catch (Win32Exception exception)
        {
            throw new IOException("The new data folder could not be made durable: there is no sync(1).", exception);
        }
    }
}
