using System.Runtime.CompilerServices;
using Ringfence.Datapath.Ebpf.Layout;
using Ringfence.Linux.Bpf;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Datapath.Ebpf;

/// <summary>A sample: a packet that was dropped, or one that opened a flow.</summary>
/// <param name="Jiffies">When, as the kernel counts.</param>
/// <param name="Device">The device; null: one that is gone, or unknown.</param>
/// <param name="Direction">Which way the packet went, seen from the instance.</param>
/// <param name="Local">The instance's address, when the packet was read so far.</param>
/// <param name="LocalPort">Its port, or the identifier of an ICMP query.</param>
/// <param name="Remote">The far address.</param>
/// <param name="RemotePort">Its port.</param>
/// <param name="Protocol">The protocol.</param>
/// <param name="Reason">Why it was dropped; <see cref="EbpfReason.Pass"/>: it opened a flow.</param>
/// <param name="Rule">The rule that decided, if one did.</param>
/// <param name="Revision">The revision that was in force; null: not known.</param>
/// <param name="Length">Bytes of the frame.</param>
public sealed record PacketSample(
    ulong Jiffies,
    string? Device,
    Direction Direction,
    IpAddress? Local,
    ushort LocalPort,
    IpAddress? Remote,
    ushort RemotePort,
    IpProtocol Protocol,
    EbpfReason Reason,
    RuleId? Rule,
    long? Revision,
    int Length);

/// <summary>
/// Takes samples out of the ring buffer and names what they name, by the maps alone: no driver is needed. One reader; nobody waits for it: a full buffer loses samples. On a
/// thread of the namespace.
/// </summary>
internal sealed class EventReader(BpfMap events, BpfMap interfaces, BpfMap ruleIds) : IDisposable
{
    private readonly RingBuffer _ring = new(events);
    private readonly MappedMemory _interfaces = interfaces.Map();
    private readonly MappedMemory _ruleIds = ruleIds.Map();

    /// <summary>What has come since the last call.</summary>
    public List<PacketSample> Read()
    {
        var samples = new List<PacketSample>();
        Dictionary<uint, string>? names = null;
        _ring.Drain(bytes =>
        {
            if (bytes.Length < Unsafe.SizeOf<KernelEvent>())
                return;
            names ??= NetworkDevice.All().ToDictionary(device => device.Index, device => device.Name);
            samples.Add(Describe(Unsafe.ReadUnaligned<KernelEvent>(in bytes[0]), names));
        });
        return samples;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ring.Dispose();
        _interfaces.Dispose();
        _ruleIds.Dispose();
    }

    private PacketSample Describe(KernelEvent e, Dictionary<uint, string> names)
    {
        bool known = e.Key.Family != 0;
        return new PacketSample(
            e.Jiffies,
            (EbpfReason)e.Reason != EbpfReason.UnknownInterface && DeviceAt(e.Key.Interface) is not 0 and var ifindex ? names.GetValueOrDefault(ifindex) : null,
            e.Direction == 0 ? Direction.Ingress : Direction.Egress,
            known ? e.Key.Local.ToAddress(e.Key.Family) : null,
            e.Key.LocalEnd,
            known ? e.Key.Remote.ToAddress(e.Key.Family) : null,
            e.Key.RemoteEnd,
            new IpProtocol(e.Key.Protocol),
            (EbpfReason)e.Reason,
            RuleOf(e.Rule),
            e.Revision == 0 ? null : (long)e.Revision,
            (int)e.Length);
    }

    /// <summary>Whether an interface that is enforced is at the device of this index.</summary>
    public bool IsEnforced(uint ifindex)
    {
        foreach (ref readonly var one in _interfaces.At<KernelInterface>(0, (int)interfaces.MaxEntries))
        {
            if (one.Ifindex == ifindex)
                return true;
        }

        return false;
    }

    private uint DeviceAt(int index) => index < interfaces.MaxEntries ? _interfaces.At<KernelInterface>(0, (int)interfaces.MaxEntries)[index].Ifindex : 0;

    /// <summary>By number: the rule's id + 1; 0: no rule has had the number.</summary>
    private RuleId? RuleOf(uint number) =>
        number < ruleIds.MaxEntries && _ruleIds.At<long>(0, (int)ruleIds.MaxEntries)[(int)number] is not 0 and var id ? new RuleId(id - 1) : null;
}
