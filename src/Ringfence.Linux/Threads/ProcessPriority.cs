using System.Globalization;
using Ringfence.Linux.Native;

namespace Ringfence.Linux.Threads;

/// <summary>How readily the kernel gives this process a CPU (setpriority(2), nice).</summary>
public static class ProcessPriority
{
    private const int OfThread = 0;

    /// <summary>
    /// Gives every thread of the process at least this priority; threads that start later have it from those that start them. Who is not permitted to (CAP_SYS_NICE) keeps the priority that it has.
    /// </summary>
    /// <param name="nice">-20 (first) to 19 (last). A thread that goes before that already is left as it is.</param>
    public static void Raise(int nice)
    {
        foreach (string thread in Directory.EnumerateDirectories("/proc/self/task"))
        {
            int id = int.Parse(Path.GetFileName(thread), CultureInfo.InvariantCulture);
            if (Libc.GetPriority(OfThread, id) > nice)
                _ = Libc.SetPriority(OfThread, id, nice);
        }
    }
}
