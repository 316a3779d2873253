using System.Diagnostics;

namespace Ringfence.Journal.Tests.Support;

/// <summary>A file system of its own, of a given size, that can be filled to the last byte. Needs root to mount it.</summary>
public sealed class SmallDisk : IDisposable
{
    private readonly TempFolder _parent = new();
    private int _ballast;

    private SmallDisk()
    {
    }

    public string Path => _parent.Path;

    /// <summary>Mounts one. Without root the test is skipped; where skips count as failures (CI), it fails.</summary>
    public static SmallDisk Mount(int kibibytes)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Mounting a small disk needs root.");
        var disk = new SmallDisk();
        Run("mount", "-t", "tmpfs", "-o", $"size={kibibytes}k", "tmpfs", disk.Path);
        return disk;
    }

    /// <summary>Takes all the room but this much (rounded to pages).</summary>
    public void Fill(int leaveKibibytes = 0)
    {
        byte[] page = new byte[4096];
        string name = System.IO.Path.Combine(Path, $"ballast{_ballast++}");
        using (var file = new FileStream(name, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            try
            {
                while (true)
                    file.Write(page);
            }
            catch (IOException)
            {
                // Full.
            }

            file.SetLength(Math.Max(0, (file.Length & ~4095L) - (leaveKibibytes * 1024L)));
        }
    }

    /// <summary>Makes room again.</summary>
    public void Free()
    {
        foreach (string file in Directory.GetFiles(Path, "ballast*"))
            File.Delete(file);
    }

    public void Dispose()
    {
        Run("umount", Path);
        _parent.Dispose();
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: exit code {process.ExitCode}");
    }
}
