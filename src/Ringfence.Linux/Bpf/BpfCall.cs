using System.Runtime.InteropServices;

namespace Ringfence.Linux.Bpf;

/// <summary>The bpf(2) system call. The attribute union is written field by field at the offsets of linux/bpf.h (uapi, stable); what is not written is zero.</summary>
internal unsafe ref struct BpfCall
{
    public const int MapCreate = 0, MapLookup = 1, MapUpdate = 2, MapDelete = 3, MapNextKey = 4, ObjectPin = 6, ObjectGet = 7, ProgramTestRun = 10, MapIdToFd = 14, ProgramIdToFd = 13,
        ObjectInfo = 15, ProgramQuery = 16, TypesIdToFd = 19, LinkCreate = 28, LinkUpdate = 29, LinkIdToFd = 30, LinkDetach = 34;

    private const int AttributeSize = 144;

    private fixed byte _attributes[AttributeSize];

    public static nint Number => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 321,
        Architecture.Arm64 => 280,
        var other => throw new PlatformNotSupportedException($"bpf(2) on {other} is not known here."),
    };

    public void Set32(int offset, uint value)
    {
        fixed (byte* attributes = _attributes)
            *(uint*)(attributes + offset) = value;
    }

    public void Set64(int offset, ulong value)
    {
        fixed (byte* attributes = _attributes)
            *(ulong*)(attributes + offset) = value;
    }

    public readonly uint Get32(int offset)
    {
        fixed (byte* attributes = _attributes)
            return *(uint*)(attributes + offset);
    }

    public readonly ulong Get64(int offset)
    {
        fixed (byte* attributes = _attributes)
            return *(ulong*)(attributes + offset);
    }

    /// <summary>The result, or minus the errno.</summary>
    public int Try(int command)
    {
        fixed (byte* attributes = _attributes)
        {
            nint result = Libc.Syscall(Number, command, attributes, AttributeSize);
            return result >= 0 ? (int)result : -Marshal.GetLastPInvokeError();
        }
    }

    /// <summary>The result.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public int Invoke(int command, string operation)
    {
        int result = Try(command);
        return result >= 0 ? result : throw new BpfException(operation, -result);
    }
}
