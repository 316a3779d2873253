using System.Globalization;
using System.Runtime.InteropServices;
using Ringfence.Linux.Native;

namespace Ringfence.Linux.Threads;

/// <summary>How readily the kernel gives this process a CPU (sched_setattr(2), nice).</summary>
public static class ProcessPriority
{
    private const int OfThread = 0;

    /// <summary>
    /// The shortest slice that the kernel takes. Who asks for a short one is let onto a CPU at once when it wakes, and gives way soon: since Linux 6.12; before, it says nothing.
    /// </summary>
    private const ulong SliceNanoseconds = 100_000;

    /// <summary>
    /// Gives every thread of the process at least this priority, and short slices; threads that start later have both from those that start them. Who is not permitted to (CAP_SYS_NICE) keeps what it has.
    /// </summary>
    /// <param name="nice">-20 (first) to 19 (last). A thread that goes before that already is left as it is.</param>
    public static void Raise(int nice)
    {
        foreach (string thread in Directory.EnumerateDirectories("/proc/self/task"))
        {
            int id = int.Parse(Path.GetFileName(thread), CultureInfo.InvariantCulture);
            if (Libc.GetPriority(OfThread, id) > nice)
                Set(id, nice);
        }
    }

    private static unsafe void Set(int thread, int nice)
    {
        nint number = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 274 : 314;
        var attributes = new SchedulingAttributes { Size = (uint)sizeof(SchedulingAttributes), Nice = nice, RuntimeNanoseconds = SliceNanoseconds };
        if (Libc.SystemCall(number, thread, (nint)(&attributes), 0) != 0)
            _ = Libc.SetPriority(OfThread, thread, nice);
    }

    /// <summary>struct sched_attr of sched_setattr(2), its first version; the policy is SCHED_OTHER.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct SchedulingAttributes
    {
        public uint Size, Policy;
        public ulong Flags;
        public int Nice;
        public uint Priority;
        public ulong RuntimeNanoseconds, Deadline, Period;
    }
}
