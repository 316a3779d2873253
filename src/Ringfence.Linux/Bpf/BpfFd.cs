using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Ringfence.Linux.Bpf;

/// <summary>A file descriptor of a map, program or link. Closing it does not undo what is pinned or attached by a pinned link.</summary>
public sealed class BpfFd : SafeHandleMinusOneIsInvalid
{
    private const int DuplicateCloseOnExec = 1030;

    /// <summary>Takes ownership of a descriptor.</summary>
    public BpfFd(int fd)
        : base(ownsHandle: true)
    {
        SetHandle(fd);
    }

    /// <summary>The number. Valid while the handle is.</summary>
    public int Number => (int)handle;

    /// <summary>Another descriptor of the same kernel object.</summary>
    internal static BpfFd Duplicate(int fd)
    {
        int copy = Libc.Fcntl(fd, DuplicateCloseOnExec, 0);
        return copy >= 0 ? new BpfFd(copy) : throw new BpfException("fcntl(F_DUPFD_CLOEXEC)", Marshal.GetLastPInvokeError());
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => Libc.Close((int)handle) == 0;
}
