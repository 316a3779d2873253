using System.Runtime.InteropServices;

namespace Ringfence.Datapath.Ebpf.Layout;

/// <summary>struct rf_host: what holds for the whole host.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct KernelHost
{
    public const int States = 16, SecretWords = 12, FailsafePorts = 8;

    public uint Epoch;
    public KernelFeatures Features;
    public fixed uint Ages[States];
    public uint FragmentAge;
    public uint AgeMargin;
    public uint EvictAfter;
    public uint SampleMask;
    public fixed uint Secret[SecretWords];
    public fixed ushort Failsafe[FailsafePorts];
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
}
