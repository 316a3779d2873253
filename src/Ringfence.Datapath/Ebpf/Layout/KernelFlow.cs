using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ringfence.Datapath.Ebpf.Layout;

/// <summary>struct rf_flow_key.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct KernelFlowKey
{
    public ushort RemotePort, LocalPort;
    public ushort Interface;
    public byte Protocol, Family;
    public KernelAddress Remote, Local;

    private const byte TranslatedBit = 0x80, IcmpV4 = 1, IcmpV6 = 58;

    /// <summary>RF_TRANSLATED: somebody else's conversation behind a machine's own address, which no policy is asked about.</summary>
    public readonly bool IsTranslated => (Family & TranslatedBit) != 0;

    /// <summary>The instance's port in host order; the identifier of an ICMP query.</summary>
    public readonly ushort LocalEnd => HostOrder(Protocol is IcmpV4 or IcmpV6 ? Identifier : LocalPort);

    /// <summary>The far port, likewise.</summary>
    public readonly ushort RemoteEnd => HostOrder(Protocol is IcmpV4 or IcmpV6 ? Identifier : RemotePort);

    /// <summary>rf_set_identifier: who asks has it in the place of a port, the other one more.</summary>
    private readonly ushort Identifier => (ushort)(LocalPort + 1) == RemotePort ? LocalPort : RemotePort;

    public static ushort HostOrder(ushort port) => BinaryPrimitives.ReverseEndianness(port);
}

/// <summary>struct rf_flow.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct KernelFlow
{
    public const int Ways = 8;

    public KernelFlowKey Key;
    public ulong Word;
    public uint Seen;
    public uint Rule;
    public uint Opened;
    public uint Condition;

    /// <summary>A writer is in it.</summary>
    public static bool IsBusy(ulong word) => (word >> 32 & 1) != 0;

    /// <summary>The stamp, without the bit that says that the sender's side was asked too (RF_JOINT).</summary>
    public static uint Stamp(ulong word) => (uint)word & ~1u;

    public static ulong Sequence(ulong word) => word & 0xffffffff00000000;

    public static FlowState State(uint condition) => (FlowState)(condition & 15);

    public static KernelFlowFlags Flags(uint condition) => (KernelFlowFlags)(byte)(condition >> 8);
}

/// <summary>RF_FLOW_*.</summary>
[Flags]
internal enum KernelFlowFlags : byte
{
    None = 0,
    OpenedByInstance = 1,
    OwnAddress = 2,
    Refused = 4,
    Confirmed = 8,
}

/// <summary>One end of each range of a datagram that has passed.</summary>
[InlineArray(KernelFragments.Ways)]
internal struct FragmentEdges
{
    private ushort _first;
}

/// <summary>struct rf_fragments.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct KernelFragments
{
    public const int Ways = 4;

    public KernelAddress Source, Destination;
    public uint Id;
    public ushort Interface;
    public byte Protocol, Family;
    public uint Lock;
    public uint Seen;
    public FragmentEdges From;
    public FragmentEdges To;
}
