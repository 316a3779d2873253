using System.Collections.Concurrent;

namespace Ringfence.Linux.Threads;

/// <summary>
/// A thread in the process's own namespace that speaks for threads in others. A new thread inherits the namespace of the thread that starts it, and whoever queues work for the pool may
/// start a worker: a continuation or an event that comes straight from a thread in another namespace can leave the pool, the timer or the sockets' thread in there, and with them
/// whatever listens or connects later. So nothing that may wake the pool is done on such a thread; it is handed over here.
/// </summary>
internal static class Outside
{
    private static readonly BlockingCollection<Action> Work = [];

    static Outside() => new Thread(static () =>
    {
        foreach (var action in Work.GetConsumingEnumerable())
            action();
    })
    { Name = "ringfence-out", IsBackground = true }.Start();

    /// <summary>Makes sure that the thread is there: to be called before any thread enters a namespace.</summary>
    public static void Start() => System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(typeof(Outside).TypeHandle);

    /// <summary>Runs what does not block and does not throw, after what was posted before.</summary>
    public static void Post(Action action) => Work.Add(action);
}
