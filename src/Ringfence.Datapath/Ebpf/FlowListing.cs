using Ringfence.Datapath.Ebpf.Layout;
using Ringfence.Linux.Bpf;
using Ringfence.Policy.Rules;

namespace Ringfence.Datapath.Ebpf;

/// <summary>Reads the flow table for people: shared memory, no system call for a flow. Made for one pass; in a turn with the driver.</summary>
internal sealed class FlowListing
{
    private const int OpenedUnit = 16; // jiffies

    private readonly FlowTable _flows;
    private readonly FlowRevisions _revisions;
    private readonly DateTimeOffset _at;
    private readonly uint _now;
    private readonly ulong _now64;

    /// <summary>Begins a pass.</summary>
    public FlowListing(EbpfDriver driver, FlowRevisions revisions, DateTimeOffset at)
    {
        (Driver, _revisions, _at) = (driver, revisions, at);
        _flows = new FlowTable(driver.Program);
        _now64 = driver.Program.Now64();
        _now = (uint)_now64;
    }

    /// <summary>Whose table it is.</summary>
    public EbpfDriver Driver { get; }

    /// <summary>How many slots the table has.</summary>
    public int Slots => _flows.Count;

    /// <summary>The flows in a part of the table that have not expired. Others' behind a machine's address are not an instance's.</summary>
    /// <param name="first">The first slot.</param>
    /// <param name="count">How many slots.</param>
    public List<LiveFlow> Read(int first, int count) => _flows.Read(first, count, flow => !flow.Key.IsTranslated && !IsExpired(flow)).ConvertAll(Describe);

    private bool IsExpired(KernelFlow flow) => (int)(_now - flow.Seen) > (int)Driver.Program.Host.Ages[(int)KernelFlow.State(flow.Condition)];

    private LiveFlow Describe(KernelFlow flow)
    {
        var device = Driver.Devices.At(flow.Key.Interface);
        string? id = device?.Policy.InterfaceId;
        uint stamp = KernelFlow.Stamp(flow.Word);
        var seen = _at - Jiffies.ToTime(Math.Max(0, (int)(_now - flow.Seen)));
        var opened = _at - Jiffies.ToTime((long)(uint)((uint)(_now64 / OpenedUnit) - flow.Opened) * OpenedUnit);
        return new LiveFlow(
            id,
            device?.Policy.Device,
            KernelFlow.Flags(flow.Condition).HasFlag(KernelFlowFlags.OpenedByInstance) ? Direction.Egress : Direction.Ingress,
            new IpProtocol(flow.Key.Protocol),
            flow.Key.Local.ToAddress(flow.Key.Family),
            flow.Key.LocalEnd,
            flow.Key.Remote.ToAddress(flow.Key.Family),
            flow.Key.RemoteEnd,
            KernelFlow.State(flow.Condition),
            opened < seen ? opened : seen, // in coarser units than the other
            seen,
            Driver.Rules.RuleOf(flow.Rule),
            id is null ? null : _revisions.Of(id, stamp),
            device is not null && stamp == Driver.StampOf(device));
    }
}
