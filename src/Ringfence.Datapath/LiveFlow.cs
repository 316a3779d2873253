using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Datapath;

/// <summary>A conversation that is let through, at one interface: who, since when, by which rule and revision. One between two interfaces of the host is two.</summary>
/// <param name="InterfaceId">The interface; null: one that is not enforced any more.</param>
/// <param name="Device">Its device; null likewise.</param>
/// <param name="Opened">The direction of the first packet, seen from the instance.</param>
/// <param name="Protocol">The IP protocol.</param>
/// <param name="Local">The instance's address.</param>
/// <param name="LocalPort">Its port; with the eBPF driver the identifier of an ICMP query; 0 for protocols without ports.</param>
/// <param name="Remote">The far address.</param>
/// <param name="RemotePort">Its port, likewise.</param>
/// <param name="State">How far it has come.</param>
/// <param name="OpenedAt">When its first packet passed. Null with nftables, unless the host sets net.netfilter.nf_conntrack_timestamp.</param>
/// <param name="LastSeen">When its last packet passed. Null with nftables: connection tracking does not tell.</param>
/// <param name="Rule">The rule that lets it in. Null: a failsafe port, or a rule that is gone.</param>
/// <param name="Revision">The last revision that it was judged by. Null: one before this agent's life, or long ago.</param>
/// <param name="IsCurrent">Whether it was judged by what is in force; if not, its next packet is.</param>
public sealed record LiveFlow(
    string? InterfaceId,
    string? Device,
    Direction Opened,
    IpProtocol Protocol,
    IpAddress Local,
    ushort LocalPort,
    IpAddress Remote,
    ushort RemotePort,
    FlowState State,
    DateTimeOffset? OpenedAt,
    DateTimeOffset? LastSeen,
    RuleId? Rule,
    long? Revision,
    bool IsCurrent);
