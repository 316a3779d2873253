using System.Runtime.InteropServices;

namespace Ringfence.Linux.Native;

/// <summary>A system call failed: which, and the kernel's errno.</summary>
public sealed class LinuxException : IOException
{
    /// <summary>Names the operation and its errno.</summary>
    public LinuxException(string operation, int errno)
        : base($"{operation}: {Marshal.GetPInvokeErrorMessage(errno)} (errno {errno})") => Errno = errno;

    /// <summary>The kernel's error number (errno(3)), positive.</summary>
    public int Errno { get; }

    internal static LinuxException Last(string operation) => new(operation, Marshal.GetLastPInvokeError());
}
