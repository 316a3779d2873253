using System.Runtime.InteropServices;
using Ringfence.Linux.Native;

namespace Ringfence.Linux.Bpf;

/// <summary>
/// A program at a device's clsact qdisc (direct action), for kernels without tcx. Stays when the process ends. Acts in the calling thread's network namespace.
/// </summary>
/// <param name="ifindex">The device.</param>
/// <param name="ingress">Whether at what the device received.</param>
public sealed unsafe class ClsactFilter(uint ifindex, bool ingress)
{
    private const uint Handle = 0x5246, Priority = 1, Replace = 1;

    /// <summary>Makes the qdisc when there is none, and puts the program there or in the place of the one that is: in one step, no packet passes in between unseen.</summary>
    /// <exception cref="BpfException">The device has gone, or the kernel refused.</exception>
    public void Attach(BpfProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        var hook = Hook();
        using (BpfLog.Capture())
        {
            int result = LibBpf.TcHookCreate(&hook);
            if (result < 0 && result != -Libc.Eexist)
                throw new BpfException($"clsact of device {ifindex}", -result);
            var options = Options();
            options.ProgramFd = program.Fd.Number;
            options.Flags = Replace;
            result = LibBpf.TcAttach(&hook, &options);
            if (result < 0)
                throw new BpfException($"clsact filter of device {ifindex}", -result);
        }
    }

    /// <summary>Whether a filter is such a one, of this device or another.</summary>
    public static bool Is(DeviceFilter filter) => filter is { Kind: "bpf", Priority: Priority, Handle: Handle };

    /// <summary>The id of the program that is there; 0: none.</summary>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public uint ProgramId() => ClsactQuery.Filters(ifindex, ingress ? TcxHook.Ingress : TcxHook.Egress).FirstOrDefault(Is).Program;

    /// <summary>Takes the program off; false when there was none. The qdisc stays: others may use it.</summary>
    public bool Detach()
    {
        var hook = Hook();
        var options = Options();
        using (BpfLog.Capture())
        {
            return LibBpf.TcDetach(&hook, &options) >= 0;
        }
    }

    private TcHook Hook() => new() { Size = (nuint)sizeof(TcHook), Ifindex = (int)ifindex, Point = ingress ? 1 : 2 };

    private static TcOptions Options() => new() { Size = (nuint)sizeof(TcOptions), Handle = Handle, Priority = Priority };
}

/// <summary>struct bpf_tc_hook (libbpf).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TcHook
{
    public nuint Size;
    public int Ifindex;
    public int Point;
    public uint Parent;
}

/// <summary>struct bpf_tc_opts (libbpf).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TcOptions
{
    public nuint Size;
    public int ProgramFd;
    public uint Flags;
    public uint ProgramId;
    public uint Handle;
    public uint Priority;
}
