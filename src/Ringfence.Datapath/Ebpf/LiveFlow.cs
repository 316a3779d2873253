using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Datapath.Ebpf;

/// <summary>A flow in the kernel, at one interface: who, since when, by which rule.</summary>
/// <param name="InterfaceId">The interface; null: one that is not enforced any more.</param>
/// <param name="Opened">The direction of the first packet.</param>
/// <param name="Local">The instance's address.</param>
/// <param name="LocalPort">Its port; the identifier of an ICMP query; 0 for protocols without ports.</param>
/// <param name="Remote">The far address.</param>
/// <param name="RemotePort">Its port.</param>
/// <param name="Protocol">The protocol.</param>
/// <param name="Rule">The rule that let it in when it was judged last; null: a failsafe port.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Age">How long ago it was opened.</param>
/// <param name="Idle">How long ago its last packet passed.</param>
/// <param name="IsCurrent">Whether it was judged by what is in force; if not, its next packet is judged.</param>
public sealed record LiveFlow(
    string? InterfaceId,
    Direction Opened,
    IpAddress Local,
    ushort LocalPort,
    IpAddress Remote,
    ushort RemotePort,
    IpProtocol Protocol,
    RuleId? Rule,
    FlowState State,
    TimeSpan Age,
    TimeSpan Idle,
    bool IsCurrent);
