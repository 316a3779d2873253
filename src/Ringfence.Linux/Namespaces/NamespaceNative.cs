using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Ringfence.Linux.Namespaces;

/// <summary>The C library's calls for namespaces and CPU affinity. Numbers are those of the kernel's headers, equal on x86-64 and arm64.</summary>
internal static partial class NamespaceNative
{
    internal const int CloneNewNet = 0x40000000;
    internal const ulong MountBind = 0x1000;
    internal const ulong MountRecursive = 0x4000;
    internal const ulong MountShared = 1 << 20;
    internal const int UnmountDetach = 2;

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    internal static partial int SetNamespace(SafeFileHandle descriptor, int type);

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    internal static partial int Unshare(int flags);

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Mount(string source, string target, string fileSystem, ulong flags, nint data);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Unmount(string target, int flags);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    internal static partial int SetAffinity(int thread, nuint size, in ulong mask);

    /// <exception cref="IOException">The call's result was negative; the message says which call and why.</exception>
    internal static void Check(int result, string what)
    {
        if (result < 0)
            throw new IOException($"{what}: {Marshal.GetLastPInvokeErrorMessage()}");
    }
}
