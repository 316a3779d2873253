using Microsoft.Win32.SafeHandles;

namespace Ringfence.Linux.Namespaces;

/// <summary>
/// A named network namespace, the same thing that <c>ip netns</c> shows: a mount under <c>/run/netns</c>. Work inside it runs on a thread of its own that
/// entered the namespace; sockets opened there stay in the namespace whoever uses them later.
/// </summary>
public sealed class NetworkNamespace : IDisposable
{
    private const string Folder = "/run/netns";
    private static readonly Lock FolderLock = new();
    private readonly DedicatedThread _thread;

    private NetworkNamespace(string name)
    {
        Name = name;
        _thread = new DedicatedThread($"netns {name}", () => Enter(name));
    }

    /// <summary>The name under <c>/run/netns</c>.</summary>
    public string Name { get; }

    /// <summary>The names of all named namespaces.</summary>
    public static IReadOnlyList<string> List() =>
        Directory.Exists(Folder) ? [.. Directory.EnumerateFiles(Folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)] : [];

    /// <summary>True when the name exists.</summary>
    public static bool Exists(string name) => File.Exists(PathOf(name));

    /// <summary>Makes a namespace and enters it.</summary>
    /// <exception cref="IOException">The name is taken, or the kernel refuses (not root).</exception>
    public static NetworkNamespace Create(string name)
    {
        string path = PathOf(name);
        lock (FolderLock)
            PrepareFolder();
        using (new FileStream(path, FileMode.CreateNew))
        {
        }

        try
        {
            using var maker = new DedicatedThread($"new netns {name}", () =>
            {
                NamespaceNative.Check(NamespaceNative.Unshare(NamespaceNative.CloneNewNet), "Make a network namespace");
                NamespaceNative.Check(NamespaceNative.Mount("/proc/thread-self/ns/net", path, "none", NamespaceNative.MountBind, 0), $"Mount {path}");
            });
        }
        catch
        {
            File.Delete(path);
            throw;
        }

        return new NetworkNamespace(name);
    }

    /// <summary>Enters an existing namespace.</summary>
    /// <exception cref="IOException">It does not exist or cannot be entered.</exception>
    public static NetworkNamespace Open(string name) => new(name);

    /// <summary>Removes the name. The namespace itself ends when nothing is inside any more. A name that does not exist is fine.</summary>
    /// <exception cref="IOException">The mount cannot be removed.</exception>
    public static void Delete(string name)
    {
        string path = PathOf(name);
        if (!File.Exists(path))
            return;
        // A file without a mount is what a crash between the two steps of Create leaves; removing the file is then all there is to do.
        _ = NamespaceNative.Unmount(path, NamespaceNative.UnmountDetach);
        try
        {
            File.Delete(path);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"{path} cannot be removed.", e);
        }
    }

    /// <summary>Runs inside the namespace and waits. Sockets and <c>/proc/sys/net</c> opened there are the namespace's.</summary>
    public void Run(Action action) => _thread.Run(action);

    /// <summary>Runs inside the namespace and waits for the result.</summary>
    public T Run<T>(Func<T> function) => _thread.Run(function);

    /// <summary>Runs inside the namespace without holding the caller.</summary>
    public Task<T> RunAsync<T>(Func<T> function) => _thread.RunAsync(function);

    /// <summary>Ends the thread. The namespace and its name stay: <see cref="Delete"/> removes them.</summary>
    public void Dispose() => _thread.Dispose();

    /// <summary>Moves the calling thread, which must be one of our own, into a namespace: a name under <c>/run/netns</c>, or a path.</summary>
    /// <exception cref="IOException">It does not exist or cannot be entered.</exception>
    internal static void Enter(string name)
    {
        string path = name.Contains('/', StringComparison.Ordinal) ? name : PathOf(name);
        if (!File.Exists(path))
            throw new IOException($"There is no network namespace {name} ({path}).");
        using SafeFileHandle descriptor = File.OpenHandle(path);
        NamespaceNative.Check(NamespaceNative.SetNamespace(descriptor, NamespaceNative.CloneNewNet), $"Enter network namespace {name}");
    }

    private static string PathOf(string name)
    {
        if (name.Length is 0 or > 200 || name.Contains('/') || name is "." or "..")
            throw new ArgumentException($"'{name}' is not a namespace name.", nameof(name));
        return Path.Combine(Folder, name);
    }

    /// <summary>As <c>ip netns add</c> does: a shared mount, so that a removal reaches other mount namespaces that hold a copy.</summary>
    private static void PrepareFolder()
    {
        Directory.CreateDirectory(Folder);
        if (NamespaceNative.Mount("", Folder, "none", NamespaceNative.MountShared | NamespaceNative.MountRecursive, 0) == 0)
            return;
        NamespaceNative.Check(
            NamespaceNative.Mount(Folder, Folder, "none", NamespaceNative.MountBind | NamespaceNative.MountRecursive, 0), $"Mount {Folder}");
        NamespaceNative.Check(
            NamespaceNative.Mount("", Folder, "none", NamespaceNative.MountShared | NamespaceNative.MountRecursive, 0), $"Share {Folder}");
    }
}
