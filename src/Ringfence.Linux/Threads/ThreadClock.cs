using Ringfence.Linux.Native;

namespace Ringfence.Linux.Threads;

/// <summary>The CPU time of the calling thread (CLOCK_THREAD_CPUTIME_ID): what others do on the machine is not in it.</summary>
public static class ThreadClock
{
    private const int ThreadCpuTime = 3;

    /// <summary>Nanoseconds of CPU time since the thread began.</summary>
    public static unsafe long Nanoseconds
    {
        get
        {
            long* time = stackalloc long[2]; // struct timespec
            if (Libc.ClockTime(ThreadCpuTime, time) != 0)
                throw LinuxException.Last("clock_gettime");
            return (time[0] * 1_000_000_000) + time[1];
        }
    }
}
