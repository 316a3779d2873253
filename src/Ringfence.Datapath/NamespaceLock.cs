using System.Diagnostics;
using Ringfence.Linux.Threads;

namespace Ringfence.Datapath;

/// <summary>
/// The right to change what is enforced in a network namespace, whatever data folder a process works from: two that enforce there would each put back what the other has taken off, and devices would be open in between.
/// </summary>
public sealed class NamespaceLock : IDisposable
{
    /// <summary>A process that ends closes its files one after another: who had another lock of it first looks again for so long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    private readonly FileStream _file;

    private NamespaceLock(FileStream file) => _file = file;

    /// <summary>Takes it; null: another process has it and keeps it.</summary>
    /// <param name="networkNamespace">A name as <c>ip netns</c> makes them, a path, or null for the process's own namespace.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="IOException">The namespace does not exist, or the lock's file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It takes root.</exception>
    public static async Task<NamespaceLock?> TryTakeAsync(string? networkNamespace, CancellationToken cancellation)
    {
        string name = await NameAsync(networkNamespace).ConfigureAwait(false);
        long started = Stopwatch.GetTimestamp();
        while (true)
        {
            if (RuntimeLock.TryTake(name) is { } file)
                return new NamespaceLock(file);
            if (Stopwatch.GetElapsedTime(started) > Patience)
                return null;
            await Task.Delay(LookEvery, cancellation).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>By the namespace's number, which every kernel tells: <c>net:[4026531840]</c>.</summary>
    private static async Task<string> NameAsync(string? networkNamespace)
    {
        using var thread = new NamespaceThread("ringfence-lock", networkNamespace);
        string? target = await thread.RunAsync(() => new FileInfo("/proc/thread-self/ns/net").LinkTarget).ConfigureAwait(false);
        return $"enforcing-{target?.Trim(['n', 'e', 't', ':', '[', ']'])}";
    }
}
