using Ringfence.Linux.Threads;

namespace Ringfence.Datapath.Ebpf;

/// <summary>
/// Who works with the driver: one at a time. What concerns devices is done on the thread of their namespace, in the order in which it was asked for. What is only stores to memory that the kernel
/// shares needs no namespace: it is done where it is asked for, without a hop to another thread and back, which costs more than the work.
/// </summary>
internal sealed class DriverTurns(NamespaceThread thread)
{
    private readonly Lock _turn = new();
    private int _queued;
    private int _waiting;

    /// <summary>Does work on the namespace's thread, after what was asked for before.</summary>
    public Task<T> RunAsync<T>(Func<T> work)
    {
        Interlocked.Increment(ref _queued);
        return thread.RunAsync(() =>
        {
            try
            {
                return Run(work);
            }
            finally
            {
                Interlocked.Decrement(ref _queued);
            }
        });
    }

    /// <summary>As <see cref="RunAsync{T}"/>, for work without a result.</summary>
    public Task RunAsync(Action work) => RunAsync(() =>
    {
        work();
        return true;
    });

    /// <summary>Takes the turn on the calling thread; <see cref="End"/> gives it back. False: something that was asked for before waits for the namespace's thread.</summary>
    public bool TryBegin()
    {
        if (Volatile.Read(ref _queued) != 0)
            return false;
        Begin();
        return true;
    }

    /// <summary>Gives the turn back.</summary>
    public void End() => _turn.Exit();

    /// <summary>Does work behind changes, on the calling thread: whoever waits goes first.</summary>
    public T RunBehind<T>(Func<T> work)
    {
        var spin = default(SpinWait);
        while (Volatile.Read(ref _waiting) != 0)
            spin.SpinOnce();
        lock (_turn)
            return work();
    }

    private T Run<T>(Func<T> work)
    {
        Begin();
        try
        {
            return work();
        }
        finally
        {
            End();
        }
    }

    private void Begin()
    {
        Interlocked.Increment(ref _waiting);
        _turn.Enter();
        Interlocked.Decrement(ref _waiting);
    }
}
