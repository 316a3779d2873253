using System.Collections.Concurrent;
using Ringfence.Linux.Threads;

namespace Ringfence.Linux.Namespaces;

/// <summary>
/// One thread that runs what it is given, in order. For work whose result depends on the thread it runs on (a network namespace, a CPU): the pool's
/// threads are shared, so changing them would leak into everything else. Work called from the thread itself runs at once.
/// </summary>
public sealed class DedicatedThread : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;

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
        if (_work.IsAddingCompleted)
            return;
        _work.CompleteAdding();
        if (Thread.CurrentThread == _thread)
            return;
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
            throw new ObjectDisposedException(nameof(DedicatedThread));
        }
    }

    private void Loop()
    {
        foreach (var action in _work.GetConsumingEnumerable())
            action();
    }
}
