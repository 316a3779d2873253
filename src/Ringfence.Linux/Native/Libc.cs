using System.Runtime.InteropServices;

namespace Ringfence.Linux.Native;

/// <summary>The C library's calls that the datapath needs. Numbers are those of the Linux UAPI headers, equal on x86-64 and arm64 unless said.</summary>
internal static unsafe partial class Libc
{
    public const int NetlinkFamily = 16;
    public const int RawSocket = 3;
    public const int CloseOnExec = 0x80000;
    public const int SocketLevel = 1;
    public const int ReceiveBufferForce = 33;
    public const int SendBufferForce = 32;
    public const short PollIn = 1;
    public const int Interrupted = 4;
    public const int NoBufferSpace = 105;

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int fd);

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    public static partial FileDescriptor Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    public static partial int Bind(FileDescriptor socket, void* address, uint length);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    public static partial nint Send(FileDescriptor socket, void* data, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    public static partial nint Receive(FileDescriptor socket, void* data, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    public static partial int SetSocketOption(FileDescriptor socket, int level, int option, void* value, uint length);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(PollDescriptor* descriptors, nuint count, int timeoutMilliseconds);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    public static partial FileDescriptor EventDescriptor(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(FileDescriptor fd, void* data, nuint length);

    [LibraryImport("libc", EntryPoint = "sched_setscheduler", SetLastError = true)]
    public static partial int SetScheduler(int thread, int policy, in int priority);

    [LibraryImport("libc", EntryPoint = "getpriority")]
    public static partial int GetPriority(int kind, int id);

    [LibraryImport("libc", EntryPoint = "setpriority")]
    public static partial int SetPriority(int kind, int id, int nice);

    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    public static partial int ClockTime(int clock, long* time);

    [LibraryImport("libc", EntryPoint = "clock_nanosleep")]
    public static partial int ClockSleep(int clock, int flags, long* time, long* remaining);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    public static partial nint SystemCall(nint number, nint first, nint second, nint third);

    [StructLayout(LayoutKind.Sequential)]
    public struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
