using System.Runtime.InteropServices;

namespace Ringfence.Linux.Bpf;

/// <summary>The kernel's tick, in which programs stamp time.</summary>
public static unsafe class Jiffies
{
    private const int MonotonicCoarse = 6;

    /// <summary>Nanoseconds of a tick: the resolution of the coarse clock (1,000,000,000 / CONFIG_HZ).</summary>
    public static long Nanoseconds { get; } = Resolution();

    /// <summary>A time in ticks, rounded up.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or beyond 2^31 ticks.</exception>
    public static uint Of(TimeSpan time)
    {
        long ticks = ((time.Ticks * 100) + Nanoseconds - 1) / Nanoseconds;
        ArgumentOutOfRangeException.ThrowIfNegative(ticks, nameof(time));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ticks, int.MaxValue, nameof(time));
        return (uint)ticks;
    }

    /// <summary>Ticks as time.</summary>
    public static TimeSpan ToTime(long ticks) => TimeSpan.FromTicks(ticks * Nanoseconds / 100);

    private static long Resolution()
    {
        long* time = stackalloc long[2];
        return Libc.ClockResolution(MonotonicCoarse, time) == 0 && time[1] > 0 ? time[1] : throw new BpfException("clock_getres", Marshal.GetLastPInvokeError());
    }
}
