using Microsoft.Win32.SafeHandles;

namespace Ringfence.Linux.Native;

/// <summary>A file descriptor of this process, closed with the handle.</summary>
public sealed class FileDescriptor : SafeHandleMinusOneIsInvalid
{
    /// <summary>Made by the marshaller, which fills in the number.</summary>
    public FileDescriptor()
        : base(ownsHandle: true)
    {
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => Libc.Close((int)handle) == 0;
}
