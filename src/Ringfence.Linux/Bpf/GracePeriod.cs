using System.Runtime.InteropServices;

namespace Ringfence.Linux.Bpf;

/// <summary>Waits until every program run that had begun before has ended: programs run inside an RCU read section, and membarrier(2) with GLOBAL waits for one of those to pass on every CPU.</summary>
public static class GracePeriod
{
    private const int Global = 1;

    /// <summary>A few milliseconds.</summary>
    public static void Wait()
    {
        nint number = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 324 : 283;
        if (Libc.Syscall3(number, Global, 0, 0) != 0)
            throw new BpfException("membarrier", Marshal.GetLastPInvokeError());
    }
}
