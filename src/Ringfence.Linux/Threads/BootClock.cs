using Ringfence.Linux.Native;

namespace Ringfence.Linux.Threads;

/// <summary>The time since the machine started (CLOCK_BOOTTIME): nobody can set it, and it goes on while the machine sleeps. The same for every process.</summary>
public static class BootClock
{
    private const int BootTime = 7;
    private const string BootIdPath = "/proc/sys/kernel/random/boot_id";

    /// <summary>The time since the machine started.</summary>
    public static unsafe TimeSpan Elapsed
    {
        get
        {
            long* time = stackalloc long[2]; // struct timespec
            if (Libc.ClockTime(BootTime, time) != 0)
                throw LinuxException.Last("clock_gettime");
            return TimeSpan.FromTicks((time[0] * TimeSpan.TicksPerSecond) + (time[1] / TimeSpan.NanosecondsPerTick));
        }
    }

    /// <summary>Which start of the machine that is; another text after each.</summary>
    public static string ReadBootId() => File.ReadAllText(BootIdPath).Trim();
}
