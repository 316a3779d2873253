using System.Runtime.InteropServices;

namespace Ringfence.Linux.Packets;

/// <summary>One instruction of a classic packet filter (the kernel's networking/filter.rst), as <c>tcpdump -dd</c> prints it.</summary>
/// <param name="Code">Operation.</param>
/// <param name="WhenTrue">How many instructions to skip when a comparison holds.</param>
/// <param name="WhenFalse">How many to skip when it does not.</param>
/// <param name="Operand">Its number.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct FilterInstruction(ushort Code, byte WhenTrue, byte WhenFalse, uint Operand)
{
    /// <summary>Loads two bytes at an offset.</summary>
    public static FilterInstruction LoadHalf(uint offset) => new(0x28, 0, 0, offset);

    /// <summary>Keeps the bits of a mask.</summary>
    public static FilterInstruction And(uint mask) => new(0x54, 0, 0, mask);

    /// <summary>Compares with a number and skips.</summary>
    public static FilterInstruction SkipIfEqual(uint number, byte whenTrue, byte whenFalse) => new(0x15, whenTrue, whenFalse, number);

    /// <summary>Ends: the packet is kept whole, or not at all.</summary>
    public static FilterInstruction Return(bool keep) => new(0x06, 0, 0, keep ? 0x0004_0000u : 0u);
}
