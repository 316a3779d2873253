using Ringfence.Datapath.Ebpf;
using Ringfence.Linux.Bpf;

namespace Ringfence.Kernel.Tests.Harness;

/// <summary>The flow table of the eBPF driver that enforces in the calling thread's namespace, reached through its pins.</summary>
internal static class PinnedFlows
{
    public static void Forget()
    {
        var maps = new EbpfPins(BpfFs.DefaultMount, NamespaceScope.Current()).TryGetMaps();
        Assert.NotNull(maps);
        using var program = EbpfProgram.Load(EbpfSizes.Default, maps);
        new FlowTable(program).Remove(_ => true);
    }
}
