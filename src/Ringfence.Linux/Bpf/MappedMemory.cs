using System.Runtime.InteropServices;

namespace Ringfence.Linux.Bpf;

/// <summary>A map's values in this process' memory, shared with the kernel. Writers order and size their stores themselves.</summary>
public sealed unsafe class MappedMemory : SafeHandle
{
    private const int ReadOnly = 1, ReadWrite = 3, Shared = 1;

    private MappedMemory(nint address, nuint length)
        : base(0, ownsHandle: true)
    {
        SetHandle(address);
        Length = length;
    }

    /// <summary>Bytes.</summary>
    public nuint Length { get; }

    /// <summary>The first byte. Valid while the handle is.</summary>
    public byte* Address => (byte*)handle;

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    internal static MappedMemory Of(BpfFd fd, nuint length)
    {
        nint address = Libc.Mmap(0, length, ReadWrite, Shared, fd.Number, 0);
        return address != -1 ? new MappedMemory(address, length) : throw new BpfException("mmap of a map", Marshal.GetLastPInvokeError());
    }

    internal static MappedMemory OfReadOnly(BpfFd fd, nuint length, nint offset)
    {
        nint address = Libc.Mmap(0, length, ReadOnly, Shared, fd.Number, offset);
        return address != -1 ? new MappedMemory(address, length) : throw new BpfException("mmap of a map", Marshal.GetLastPInvokeError());
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => Libc.Munmap(handle, Length) == 0;
}
