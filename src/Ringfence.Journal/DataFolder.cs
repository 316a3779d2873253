using System.Globalization;
using Ringfence.Linux.Files;

namespace Ringfence.Journal;

/// <summary>
/// The folder that holds everything a process keeps, owned by one process at a time: a lock is held (flock, so that it goes with the process however that
/// ends) until disposal. A new folder gets mode 700 and is durable, with its parents, before <see cref="Open"/> returns.
/// </summary>
public sealed class DataFolder : IDisposable
{
    /// <summary>Only the owner reads and writes: the mode of every file in the folder.</summary>
    public const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode FolderMode = FileMode | UnixFileMode.UserExecute;
    private const string LockName = "lock";
    private const string OwnerName = "pid";

    /// <summary>EWOULDBLOCK of flock(2), the same on every Linux that .NET runs on.</summary>
    private const int WouldBlock = 11;

    private readonly FileStream _lock;

    private DataFolder(string path, FileStream folderLock)
    {
        Path = path;
        _lock = folderLock;
    }

    /// <summary>The folder's full path.</summary>
    public string Path { get; }

    /// <summary>Makes the folder when it is not there and takes its lock.</summary>
    /// <exception cref="DataFolderInUseException">Another process has it.</exception>
    /// <exception cref="IOException">It cannot be made or written.</exception>
    public static DataFolder Open(string path)
    {
        path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        Create(path);
        return new DataFolder(path, TakeLock(path));
    }

    /// <summary>The path of a file in the folder; made empty, with <see cref="FileMode"/>, when it is not there.</summary>
    public string Claim(string name)
    {
        string path = System.IO.Path.Combine(Path, name);
        using var file = new FileStream(path, Options(FileShare.ReadWrite));
        return path;
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private static void Create(string path)
    {
        var missing = new List<string>();
        for (string? at = path; at is not null && !Directory.Exists(at); at = System.IO.Path.GetDirectoryName(at))
            missing.Add(at);
        if (missing.Count == 0)
            return;
        Directory.CreateDirectory(path, FolderMode);

        // The names in the new folder itself are SQLite's own care.
        foreach (string parent in missing)
            DurableFile.FlushDirectory(System.IO.Path.GetDirectoryName(parent)!);
    }

    private static FileStream TakeLock(string path)
    {
        FileStream folderLock;
        try
        {
            folderLock = new FileStream(System.IO.Path.Combine(path, LockName), Options(FileShare.None));
        }
        catch (IOException exception) when (exception.HResult == WouldBlock)
        {
            throw new DataFolderInUseException($"The data folder {path} is in use by {Owner(path)}. One process at a time may use it.", exception);
        }

        WriteOwner(path);
        return folderLock;
    }

    private static FileStreamOptions Options(FileShare share) => new()
    {
        Mode = System.IO.FileMode.OpenOrCreate,
        Access = FileAccess.ReadWrite,
        Share = share,
        UnixCreateMode = FileMode,
    };

    private static string Owner(string path)
    {
        try
        {
            return $"process {File.ReadAllText(System.IO.Path.Combine(path, OwnerName)).Trim()}";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "another process";
        }
    }

    private static void WriteOwner(string path)
    {
        try
        {
            using var writer = new StreamWriter(System.IO.Path.Combine(path, OwnerName), new FileStreamOptions
            {
                Mode = System.IO.FileMode.Create,
                Access = FileAccess.Write,
                UnixCreateMode = FileMode,
            });
            writer.WriteLine(Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            // A full disk: the number is a courtesy to whoever is refused, the lock is held without it.
        }
    }
}

/// <summary>The data folder belongs to a running process.</summary>
public sealed class DataFolderInUseException : IOException
{
    public DataFolderInUseException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public DataFolderInUseException(string message)
        : base(message)
    {
    }

    public DataFolderInUseException()
    {
    }
}
