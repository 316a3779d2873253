using Ringfence.Datapath.Ebpf.Layout;
using Ringfence.Linux.Bpf;

namespace Ringfence.Datapath.Ebpf;

/// <summary>Writes the options into the program's host record. Each field is one store: a packet sees an old or a new value.</summary>
internal static class HostSettings
{
    private static readonly TimeSpan AgeMargin = TimeSpan.FromSeconds(1);

    public static void Write(ref KernelHost host, EbpfOptions options)
    {
        if (options.FailsafeTcpPorts.Length > KernelHost.FailsafePorts)
            throw new ArgumentException($"At most {KernelHost.FailsafePorts} failsafe ports.", nameof(options));
        for (int state = 0; state < KernelHost.States; state++)
            host.Ages[state] = Enum.IsDefined((FlowState)state) ? Jiffies.Of(options.Ages.Of((FlowState)state)) : 0;
        host.FragmentAge = Jiffies.Of(options.Ages.Fragments);
        host.AgeMargin = Jiffies.Of(AgeMargin);
        host.EvictAfter = Jiffies.Of(options.Ages.EvictAfter);
        host.SampleMask = 0; // every one, until a monitor wants fewer
        for (int i = 0; i < KernelHost.FailsafePorts; i++)
            host.Failsafe[i] = i < options.FailsafeTcpPorts.Length ? KernelFlowKey.HostOrder(options.FailsafeTcpPorts[i]) : (ushort)0;
        host.Features = options.AlwaysAllowed
            | (options.CountPackets ? KernelFeatures.CountPackets : 0)
            | (options.DropEvents ? KernelFeatures.DropEvents : 0)
            | (options.FlowEvents ? KernelFeatures.FlowEvents : 0);
    }
}
