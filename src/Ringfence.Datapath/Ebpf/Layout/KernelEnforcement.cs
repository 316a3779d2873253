using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ringfence.Datapath.Ebpf.Layout;

/// <summary>struct rf_table: a compiled policy in the arena.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct KernelTable
{
    public uint Rows, Classes, Kinds, Ports, Pages, Matrix, Columns, Cells;
}

/// <summary>struct rf_enforcement: everything about an interface that changes with a revision.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct KernelEnforcement
{
    public const int MostOwnAddresses = 256;

    public KernelTable Ingress, Egress;
    public uint Classifier;
    public uint Own;
    public uint OwnCount;
    public KernelInterfaceFlags Flags;
    public KernelMac Mac;
    public ushort Reserved;
}

/// <summary>The six bytes of a MAC address, as on the wire.</summary>
[InlineArray(6)]
internal struct KernelMac
{
    private byte _first;
}

/// <summary>RF_SOURCE_CHECK and its neighbours.</summary>
[Flags]
internal enum KernelInterfaceFlags : uint
{
    None = 0,
    SourceCheck = 1,
    HasMac = 2,
    RoleHost = 4,
    NoLinkHeader = 8,
}

/// <summary>struct rf_classifier.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct KernelClassifier
{
    public ulong Hosts4, Hosts6;
    public uint Root4, Root6;
}

/// <summary>struct rf_interface: who has an index.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct KernelInterface
{
    public uint Ifindex;
    public uint Reserved;
}

/// <summary>struct rf_count.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct KernelCount
{
    public ulong Packets, Bytes;
}

/// <summary>struct rf_rule_hits.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct KernelRuleHits
{
    public ulong Flows, Packets, Bytes;
}

/// <summary>struct rf_event.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct KernelEvent
{
    public ulong Jiffies;
    public ulong Revision;
    public KernelFlowKey Key;
    public uint Rule;
    public uint Length;
    public ushort Reason;
    public byte Direction;
    public byte Reserved;
}
