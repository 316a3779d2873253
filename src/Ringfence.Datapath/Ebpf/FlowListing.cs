using Ringfence.Datapath.Ebpf.Layout;
using Ringfence.Datapath.Ebpf.Tables;
using Ringfence.Linux.Bpf;
using Ringfence.Policy.Rules;

namespace Ringfence.Datapath.Ebpf;

/// <summary>Reads the flow table for people: one pass over shared memory.</summary>
internal static class FlowListing
{
    private const int OpenedUnit = 16; // jiffies

    /// <summary>The flows that have not expired.</summary>
    public static List<LiveFlow> Read(EbpfProgram program, EbpfDevices devices, RuleNumbers rules)
    {
        uint now = program.Now();
        ulong now64 = program.Now64();
        ulong root = program.Host.Root;
        var interfaces = devices.ByIndex();
        var flows = new List<LiveFlow>();
        foreach (var flow in new FlowTable(program).Read())
        {
            var state = KernelFlow.State(flow.Condition);
            var idle = Jiffies.ToTime(Math.Max(0, (int)(now - flow.Seen)));
            int index = flow.Key.Interface;
            if ((int)(now - flow.Seen) > (int)AgeOf(program, state))
                continue;
            string? id = interfaces.GetValueOrDefault(index);
            flows.Add(new LiveFlow(
                id,
                KernelFlow.Flags(flow.Condition).HasFlag(KernelFlowFlags.OpenedByInstance) ? Direction.Egress : Direction.Ingress,
                flow.Key.Local.ToAddress(flow.Key.Family),
                KernelFlowKey.HostOrder(flow.Key.LocalPort),
                flow.Key.Remote.ToAddress(flow.Key.Family),
                KernelFlowKey.HostOrder(flow.Key.RemotePort),
                new IpProtocol(flow.Key.Protocol),
                rules.RuleOf(flow.Rule),
                state,
                Jiffies.ToTime((long)(uint)((uint)(now64 / OpenedUnit) - flow.Opened) * OpenedUnit),
                idle,
                id is not null && KernelFlow.Stamp(flow.Word) == KernelImage.Stamp(root, devices.Find(id)!.Word)));
        }

        return flows;
    }

    private static uint AgeOf(EbpfProgram program, FlowState state) => program.Host.Ages[(int)state];
}
