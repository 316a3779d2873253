using System.Runtime.InteropServices;

namespace Ringfence.Datapath.Ebpf.Layout;

/// <summary>struct rf_image: what all interfaces enforce. Behind it a word for each index of rf_interfaces.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct KernelImage
{
    public const int MostOverrides = 64;

    public uint Overrides, OverrideCount;

    /// <summary>An interface's word: the generation, and the offset of what is enforced (0: closed).</summary>
    public static ulong Word(uint generation, uint enforcement) => generation | ((ulong)enforcement << 32);

    /// <summary>What a flow is stamped with that is judged by an interface's word under a root.</summary>
    public static uint Stamp(ulong root, ulong word) => unchecked((uint)root + (uint)word) << 1;
}

/// <summary>struct rf_override: the class of an address that its table does not have yet.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct KernelOverride
{
    public KernelAddress Address;
    public uint Family, Class;
}
