using Ringfence.Linux.Namespaces;

namespace Ringfence.Linux.Threads;

/// <summary>
/// One thread inside a network namespace that runs what it is given, one after the other. setns(2) changes the calling thread only, so nothing that needs a
/// namespace ever runs on the pool. Sockets opened here stay in the namespace wherever they are used later.
/// </summary>
public sealed class NamespaceThread : IDisposable
{
    private readonly DedicatedThread _thread;

    /// <summary>Starts the thread.</summary>
    /// <param name="name">The thread's name, for debuggers.</param>
    /// <param name="networkNamespace">A name below /run/netns as <c>ip netns</c> makes them, a path, or null for the process's own namespace.</param>
    /// <exception cref="IOException">The namespace does not exist or may not be entered.</exception>
    public NamespaceThread(string name, string? networkNamespace) =>
        _thread = new DedicatedThread(name, networkNamespace is null ? null : () => NetworkNamespace.Enter(networkNamespace));

    /// <summary>Runs work on the thread; its exception becomes the task's.</summary>
    /// <exception cref="ObjectDisposedException">The thread has been stopped.</exception>
    public Task<T> RunAsync<T>(Func<T> work) => _thread.RunAsync(work);

    /// <summary>As <see cref="RunAsync{T}"/>, for work without a result.</summary>
    public Task RunAsync(Action work) => RunAsync(() =>
    {
        work();
        return true;
    });

    /// <summary>Finishes what was given before and ends the thread. Waits for it.</summary>
    public void Dispose() => _thread.Dispose();
}
