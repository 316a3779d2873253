using System.Diagnostics;
using Ringfence.Linux.Native;

namespace Ringfence.Linux.Threads;

/// <summary>
/// Sleeps far shorter than a millisecond (clock_nanosleep(2)). The kernel lets an ordinary thread's timers run out up to 50 µs late, and a woken thread waits for a CPU: under
/// <see cref="RealTimeScheduling"/> it does neither.
/// </summary>
public static class PreciseSleep
{
    private const int Monotonic = 1, AbsoluteTime = 1;

    /// <summary>Returns at the time, or at once when it is past.</summary>
    /// <param name="timestamp">As <see cref="Stopwatch.GetTimestamp"/> counts: nanoseconds of CLOCK_MONOTONIC, on Linux.</param>
    /// <exception cref="LinuxException">The time is negative.</exception>
    public static unsafe void Until(long timestamp)
    {
        var (seconds, nanoseconds) = Math.DivRem(timestamp, Stopwatch.Frequency);
        long* time = stackalloc long[2] { seconds, nanoseconds }; // struct timespec
        int error;
        do
            error = Libc.ClockSleep(Monotonic, AbsoluteTime, time, null);
        while (error == Libc.Interrupted);
        if (error != 0)
            throw new LinuxException("clock_nanosleep", error);
    }
}
