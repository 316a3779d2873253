using Ringfence.Linux.Native;

namespace Ringfence.Linux.Threads;

/// <summary>
/// Work under SCHED_FIFO: no ordinary thread takes its CPU, and the kernel does not hand the packets that it processes to ksoftirqd. Everything else on that CPU waits: keep
/// it well below a second, where the kernel's own limit for real-time threads sets in.
/// </summary>
public static class RealTimeScheduling
{
    private const int Other = 0, Fifo = 1;

    /// <summary>Runs on the calling thread, which must be one of our own, and goes back to the ordinary policy.</summary>
    /// <param name="priority">1 to 99.</param>
    /// <param name="function">What to run.</param>
    /// <exception cref="LinuxException">Not permitted (CAP_SYS_NICE).</exception>
    public static T Run<T>(int priority, Func<T> function)
    {
        Set(Fifo, priority);
        try
        {
            return function();
        }
        finally
        {
            Set(Other, 0);
        }
    }

    private static void Set(int policy, int priority)
    {
        if (Libc.SetScheduler(0, policy, in priority) != 0)
            throw LinuxException.Last("sched_setscheduler");
    }
}
