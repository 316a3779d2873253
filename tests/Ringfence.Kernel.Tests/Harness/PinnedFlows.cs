using Ringfence.Datapath;
using Ringfence.Datapath.Ebpf;
using Ringfence.Datapath.Ebpf.Layout;
using Ringfence.Linux.Bpf;

namespace Ringfence.Kernel.Tests.Harness;

/// <summary>The flow table and the counters of the eBPF driver that enforces in the calling thread's namespace, reached through its pins.</summary>
internal static class PinnedFlows
{
    public static void Forget()
    {
        using var program = Open();
        new FlowTable(program).Remove(_ => true);
    }

    /// <summary>How many flows go to a port of the instance.</summary>
    public static int Count(byte protocol, ushort localPort) => Read(protocol, localPort).Count;

    /// <summary>How many of them never give way to others.</summary>
    public static int CountConfirmed(byte protocol, ushort localPort) =>
        Read(protocol, localPort).Count(flow => KernelFlow.Flags(flow.Condition).HasFlag(KernelFlowFlags.Confirmed));

    /// <summary>Packets by reason.</summary>
    public static IReadOnlyDictionary<EbpfReason, DropCount> Reasons()
    {
        using var program = Open();
        return EbpfCounters.Reasons(program);
    }

    private static List<KernelFlow> Read(byte protocol, ushort localPort)
    {
        using var program = Open();
        return new FlowTable(program).Read(flow => flow.Key.Protocol == protocol && KernelFlowKey.HostOrder(flow.Key.LocalPort) == localPort);
    }

    private static EbpfProgram Open()
    {
        var pins = new EbpfPins(BpfFs.DefaultMount, NamespaceScope.Current());
        var maps = pins.TryGetMaps();
        Assert.NotNull(maps);
        // What the driver had verified is taken over: to verify it again takes longer than most tests.
        return ProgramStart.TryAdopt(pins, EbpfSizes.Default, maps) ?? EbpfProgram.Load(EbpfSizes.Default, maps);
    }
}
