using Ringfence.Linux.Threads;

namespace Ringfence.Linux.Namespaces;

/// <summary>
/// One thread that runs what it is given, in order. For work whose result depends on the thread it runs on (a network namespace, a CPU): the pool's
/// threads are shared, so changing them would leak into everything else. Work called from the thread itself runs at once.
/// A thread without work sleeps at once. The collections of the runtime look for work a little longer and give the CPU away in between (sched_yield(2)): beside a process that keeps it busy, work
/// that comes then waits for that process's time slice, as no woken thread does.
/// </summary>
public sealed class DedicatedThread : IDisposable
{
    private readonly Queue<Action> _work = [];
    private readonly Thread _thread;
    private bool _isEnding;

    /// <summary>Starts the thread and prepares it.</summary>
    /// <param name="name">The thread's name, for debuggers.</param>
    /// <param name="prepare">Runs first, on the thread; what it throws is thrown here.</param>
    public DedicatedThread(string name, Action? prepare = null)
    {
        Outside.Start();
        _thread = new Thread(Loop) { Name = name, IsBackground = true };
        _thread.Start();
        if (prepare is null)
            return;
        try
        {
            Run(prepare);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Runs on the thread and waits.</summary>
    public void Run(Action action) => Run<object?>(() =>
    {
        action();
        return null;
    });

    /// <summary>Runs on the thread and waits for the result.</summary>
    public T Run<T>(Func<T> function) =>
        Thread.CurrentThread == _thread ? function() : Queue(function, static complete => complete()).GetAwaiter().GetResult();

    /// <summary>Queues work for the thread. Whoever awaits it goes on outside the thread's namespace (<see cref="Outside"/>).</summary>
    /// <exception cref="ObjectDisposedException">The thread has been stopped.</exception>
    public Task<T> RunAsync<T>(Func<T> function) => Queue(function, Outside.Post);

    private Task<T> Queue<T>(Func<T> function, Action<Action> end)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() =>
        {
            try
            {
                var result = function();
                end(() => completion.SetResult(result));
            }
            catch (Exception e)
            {
                end(() => completion.SetException(e));
            }
        });
        return completion.Task;
    }

    /// <summary>Finishes the queued work and ends the thread; waits for it, unless called from the thread itself.</summary>
    public void Dispose()
    {
        lock (_work)
        {
            if (_isEnding)
                return;
            _isEnding = true;
            Monitor.Pulse(_work);
        }

        if (Thread.CurrentThread != _thread)
            _thread.Join();
    }

    private void Post(Action action)
    {
        lock (_work)
        {
            ObjectDisposedException.ThrowIf(_isEnding, this);
            _work.Enqueue(action);
            Monitor.Pulse(_work);
        }
    }

    private void Loop()
    {
        while (Next() is { } action)
            action();
    }

    private Action? Next()
    {
        lock (_work)
        {
            while (_work.Count == 0 && !_isEnding)
                Monitor.Wait(_work);
            return _work.TryDequeue(out var action) ? action : null;
        }
    }
}
