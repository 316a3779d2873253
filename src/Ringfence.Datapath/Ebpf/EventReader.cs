using System.Runtime.CompilerServices;
using Ringfence.Datapath.Ebpf.Layout;
using Ringfence.Datapath.Ebpf.Tables;
using Ringfence.Linux.Bpf;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Datapath.Ebpf;

/// <summary>A sample: a packet that was dropped, or one that opened a flow.</summary>
/// <param name="InterfaceId">The interface; null: one that is not enforced any more, or unknown.</param>
/// <param name="Direction">Which way the packet went, seen from the instance.</param>
/// <param name="Local">The instance's address, when the packet was read so far.</param>
/// <param name="LocalPort">Its port, or the identifier of an ICMP query.</param>
/// <param name="Remote">The far address.</param>
/// <param name="RemotePort">Its port.</param>
/// <param name="Protocol">The protocol.</param>
/// <param name="Reason">Why it was dropped; <see cref="EbpfReason.Pass"/>: it opened a flow.</param>
/// <param name="Rule">The rule that decided, if one did.</param>
/// <param name="Stamp">What was in force, as the program numbers it: the interface's generation and the host's epoch together.</param>
/// <param name="Length">Bytes of the frame.</param>
public sealed record PacketSample(
    string? InterfaceId,
    Direction Direction,
    IpAddress? Local,
    ushort LocalPort,
    IpAddress? Remote,
    ushort RemotePort,
    IpProtocol Protocol,
    EbpfReason Reason,
    RuleId? Rule,
    uint Stamp,
    int Length);

/// <summary>Takes samples out of the ring buffer. One reader; nobody waits for it: a full buffer loses samples.</summary>
internal sealed class EventReader(EbpfProgram program, EbpfDevices devices, RuleNumbers rules) : IDisposable
{
    private readonly RingBuffer _ring = new(program.Map("rf_events"));

    /// <summary>What has come since the last call.</summary>
    public List<PacketSample> Read()
    {
        var samples = new List<PacketSample>();
        var interfaces = devices.ByIndex();
        _ring.Drain(bytes =>
        {
            if (bytes.Length < Unsafe.SizeOf<KernelEvent>())
                return;
            var e = Unsafe.ReadUnaligned<KernelEvent>(in bytes[0]);
            bool known = e.Key.Family != 0;
            samples.Add(new PacketSample(
                interfaces.GetValueOrDefault(e.Key.Interface),
                e.Direction == 0 ? Direction.Ingress : Direction.Egress,
                known ? e.Key.Local.ToAddress(e.Key.Family) : null,
                KernelFlowKey.HostOrder(e.Key.LocalPort),
                known ? e.Key.Remote.ToAddress(e.Key.Family) : null,
                KernelFlowKey.HostOrder(e.Key.RemotePort),
                new IpProtocol(e.Key.Protocol),
                (EbpfReason)e.Reason,
                rules.RuleOf(e.Rule),
                e.Stamp,
                (int)e.Length));
        });
        return samples;
    }

    /// <inheritdoc/>
    public void Dispose() => _ring.Dispose();
}
