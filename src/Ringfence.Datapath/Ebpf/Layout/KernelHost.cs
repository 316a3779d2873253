using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ringfence.Datapath.Ebpf.Layout;

/// <summary>struct rf_host: what holds for the whole host.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct KernelHost
{
    public const int States = 16, SecretWords = 12, FailsafePorts = 8, RevisionsKept = 8;

    public ulong Root;
    public uint Displaced;
    public KernelFeatures Features;
    public AgesByState Ages;
    public uint FragmentAge;
    public uint AgeMargin;
    public uint EvictAfter;
    public uint SampleMask;
    public HashSecret Secret;
    public FailsafePortList Failsafe;
    public RevisionList Revisions;
}

/// <summary>struct rf_revision: which revision a root brought into force.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct KernelRevision
{
    public ulong Root;
    public long Revision;
}

/// <summary>Of the last roots.</summary>
[InlineArray(KernelHost.RevisionsKept)]
internal struct RevisionList
{
    private KernelRevision _first;
}

/// <summary>By <see cref="FlowState"/>, in jiffies.</summary>
[InlineArray(KernelHost.States)]
internal struct AgesByState
{
    private uint _first;
}

/// <summary>What nobody outside knows: words 0 to 9 for flows, 10 and 11 for addresses.</summary>
[InlineArray(KernelHost.SecretWords)]
internal struct HashSecret
{
    private uint _first;
}

/// <summary>In network order; 0: unused.</summary>
[InlineArray(KernelHost.FailsafePorts)]
internal struct FailsafePortList
{
    private ushort _first;
}

/// <summary>RF_ALLOW_*, RF_COUNT_PACKETS, RF_EVENTS_*.</summary>
[Flags]
internal enum KernelFeatures : uint
{
    None = 0,
    AllowArp = 1,
    AllowNeighbourDiscovery = 2,
    AllowMulticastListener = 4,
    AllowDhcp = 8,
    AllowDhcpV6 = 16,
    AllowRouterDiscovery = 32,
    AllowAll = AllowArp | AllowNeighbourDiscovery | AllowMulticastListener | AllowDhcp | AllowDhcpV6 | AllowRouterDiscovery,
    CountPackets = 256,
    DropEvents = 512,
    FlowEvents = 1024,

    /// <summary>What a monitor beside the agent switches on and off.</summary>
    Events = DropEvents | FlowEvents,
}
