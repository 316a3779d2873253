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

    internal byte* Address => (byte*)handle;

    /// <summary>One value in the memory. Valid while the handle is; two processors see its stores as <see cref="Volatile"/> and <see cref="Interlocked"/> order them.</summary>
    /// <param name="offset">Bytes from the beginning.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value would not lie inside.</exception>
    public ref T At<T>(nuint offset = 0)
        where T : unmanaged
    {
        ThrowIfOutside(offset, (nuint)sizeof(T));
        // SAFETY: inside the mapping, which lives as long as the handle; the kernel's maps are aligned to pages and their layouts keep fields aligned.
        return ref *(T*)(Address + offset);
    }

    /// <summary>Neighbouring values in the memory. Valid while the handle is.</summary>
    /// <param name="offset">Bytes from the beginning.</param>
    /// <param name="count">How many values.</param>
    /// <exception cref="ArgumentOutOfRangeException">They would not lie inside.</exception>
    public Span<T> At<T>(nuint offset, int count)
        where T : unmanaged
    {
        ThrowIfOutside(offset, (nuint)sizeof(T) * (nuint)count);
        // SAFETY: as above.
        return new Span<T>(Address + offset, count);
    }

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

    private void ThrowIfOutside(nuint offset, nuint bytes)
    {
        if (offset > Length || bytes > Length - offset)
            throw new ArgumentOutOfRangeException(nameof(offset), $"{bytes} bytes at {offset} are not inside {Length}.");
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => Libc.Munmap(handle, Length) == 0;
}
