using System.Collections.Concurrent;
using Ringfence.Linux.Native;

namespace Ringfence.Linux.Threads;

/// <summary>
/// One thread inside a network namespace that runs what it is given, one after the other. setns(2) changes the calling thread only, so nothing that needs a
/// namespace ever runs on the pool. Sockets opened here stay in the namespace wherever they are used later.
/// </summary>
public sealed class NamespaceThread : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _thread;

    /// <summary>Starts the thread.</summary>
    /// <param name="name">The thread's name, for debuggers.</param>
    /// <param name="networkNamespace">A name below /run/netns as <c>ip netns</c> makes them, a path, or null for the process's own namespace.</param>
    /// <exception cref="LinuxException">The namespace does not exist or may not be entered.</exception>
    public NamespaceThread(string name, string? networkNamespace)
    {
        _thread = new Thread(() => Loop(networkNamespace)) { Name = name, IsBackground = true };
        _thread.Start();
        _entered.Task.GetAwaiter().GetResult();
    }

    /// <summary>Runs work on the thread; its exception becomes the task's.</summary>
    /// <exception cref="ObjectDisposedException">The thread has been stopped.</exception>
    public Task<T> RunAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return done.Task;
    }

    /// <summary>As <see cref="RunAsync{T}"/>, for work without a result.</summary>
    public Task RunAsync(Action work) => RunAsync(() =>
    {
        work();
        return true;
    });

    /// <summary>Finishes what was given before and ends the thread. Waits for it.</summary>
    public void Dispose()
    {
        if (_work.IsAddingCompleted)
            return;
        _work.CompleteAdding();
        if (Thread.CurrentThread != _thread)
            _thread.Join();
        _work.Dispose();
    }

    private void Post(Action action)
    {
        try
        {
            _work.Add(action);
        }
        catch (InvalidOperationException)
        {
            throw new ObjectDisposedException(nameof(NamespaceThread));
        }
    }

    private void Loop(string? networkNamespace)
    {
        try
        {
            if (networkNamespace is not null)
                Enter(networkNamespace);
        }
        catch (LinuxException e)
        {
            _entered.SetException(e);
            return;
        }

        _entered.SetResult();
        foreach (var action in _work.GetConsumingEnumerable())
            action();
    }

    private static void Enter(string networkNamespace)
    {
        string path = networkNamespace.Contains('/', StringComparison.Ordinal) ? networkNamespace : $"/run/netns/{networkNamespace}";
        using var descriptor = Libc.Open(path, Libc.CloseOnExec);
        if (descriptor.IsInvalid)
            throw LinuxException.Last($"open {path}");
        if (Libc.SetNamespace(descriptor, Libc.NewNetworkNamespace) < 0)
            throw LinuxException.Last($"setns {path}");
    }
}
