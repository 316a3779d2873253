using System.Runtime.InteropServices;

namespace Ringfence.Linux.Native;

/// <summary>membarrier(2), used for what the kernel makes of it: MEMBARRIER_CMD_GLOBAL returns after an RCU grace period.</summary>
public static class MemoryBarrier
{
    private const int Global = 1;

    /// <summary>
    /// Returns when every packet that was inside the kernel's rules at the time of the call has left them (softirq processing is an RCU read-side section).
    /// Takes milliseconds to tens of milliseconds.
    /// </summary>
    /// <exception cref="LinuxException">The kernel has no membarrier, or runs with nohz_full CPUs, where it refuses.</exception>
    public static void WaitForGracePeriod()
    {
        nint number = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => 324,
            Architecture.Arm64 => 283,
            var other => throw new PlatformNotSupportedException($"membarrier's number on {other} is not known."),
        };
        if (Libc.SystemCall(number, Global, 0, 0) < 0)
            throw LinuxException.Last("membarrier");
    }
}
