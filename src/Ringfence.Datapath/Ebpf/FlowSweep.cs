using Ringfence.Datapath.Ebpf.Layout;
using Ringfence.Policy.Compilation;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Datapath.Ebpf;

/// <summary>
/// Goes through the flow table after a change and removes what nobody will ask about: flows that are refused now and do not move, so that an idle flow does not outlive its rule, and flows
/// that have expired. A part at a time, behind the change: a flow that moves is judged by the program already. In a turn with the driver, so tables and stamps are those in force.
/// </summary>
internal sealed class FlowSweep(EbpfDriver driver, IReadOnlyCollection<ushort> failsafe)
{
    private const int SlotsAtOnce = 2048;

    private readonly FlowTable _flows = new(driver.Program);
    private readonly SpilledBuckets _spilled = new(driver.Program);
    private int _next, _left;
    private FlowExpiry? _expiry;

    /// <summary>True when there is nothing left to look at.</summary>
    public bool IsDone => _left == 0;

    /// <summary>Every slot is to be looked at from now on.</summary>
    public void Request() => (_left, _expiry) = (_flows.Count, null);

    /// <summary>Looks at the next part.</summary>
    /// <param name="tables">What is in force.</param>
    public void Step(HostTables tables)
    {
        int count = Math.Min(SlotsAtOnce, Math.Min(_left, _flows.Count - _next));
        if (_expiry is not { } expiry)
        {
            _expiry = expiry = new FlowExpiry(driver.Program);
            _spilled.Begin();
        }

        _flows.Remove(_next, count, flow => expiry.IsOver(flow) || (driver.Devices.At(flow.Key.Interface) is { } subject && IsRefused(flow, subject, tables)));
        _flows.ForgetAway(_next, count);
        _spilled.Look(_next, count);
        _left -= count;
        _next = (_next + count) % _flows.Count;
        if (_left == 0)
            _spilled.End();
    }

    private bool IsRefused(KernelFlow flow, EnforcedDevice device, HostTables tables)
    {
        if (flow.Key.IsTranslated || KernelFlow.Stamp(flow.Word) == driver.StampOf(device) || !tables.Interfaces.ContainsKey(device.Policy.InterfaceId))
            return false;
        bool outward = KernelFlow.Flags(flow.Condition).HasFlag(KernelFlowFlags.OpenedByInstance);
        ushort port = KernelFlowKey.HostOrder(outward ? flow.Key.RemotePort : flow.Key.LocalPort);
        if (!outward && device.Policy.Role == InterfaceRole.Host && flow.Key.Protocol == IpProtocol.Tcp.Number && failsafe.Contains(port))
            return false;
        var verdict = tables.Evaluate(
            device.Policy.InterfaceId, outward ? Direction.Egress : Direction.Ingress, flow.Key.Remote.ToAddress(flow.Key.Family), new IpProtocol(flow.Key.Protocol), port);
        return verdict.Action != RuleAction.Accept;
    }
}
