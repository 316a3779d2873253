using Ringfence.Datapath.Nftables;
using Ringfence.Linux.Conntrack;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Datapath.Flows;

/// <summary>
/// Describes tracked flows of the nftables driver for people. Connection tracking knows addresses, not interfaces: where several interfaces have an address (in different networks), a
/// flow is told of the first that accepts it.
/// </summary>
internal sealed class TrackedFlows(HostPolicy policy, uint generation, IReadOnlyDictionary<uint, long> revisions)
{
    private const byte Icmp = 1, Tcp = 6, Udp = 17, IcmpV6 = 58;

    private readonly ILookup<IpAddress, InterfacePolicy> _owners =
        policy.Interfaces.Values.SelectMany(subject => subject.Addresses.Select(address => (address, subject))).ToLookup(entry => entry.address, entry => entry.subject);

    /// <summary>The flow at each interface that has accepted it; none, when the mark is not ours.</summary>
    public IEnumerable<LiveFlow> Describe(uint mark, ConntrackTuple original, ConntrackTuple reply, FlowState state, DateTimeOffset? openedAt)
    {
        uint sides = FlowMark.Sides(mark), judged = FlowMark.Generation(mark);
        if (judged != generation && !FlowMark.IsStale(mark, generation))
            yield break;
        var (source, destination) = (Address(original.IsIPv6, original.Source), Address(original.IsIPv6, original.Destination));
        var protocol = new IpProtocol(original.Protocol);
        long? revision = revisions.TryGetValue(judged, out long known) ? known : null;
        LiveFlow At(Direction opened, IpAddress local, ushort localPort, IpAddress remote, ushort remotePort)
        {
            var (subject, rule) = Decide(local, opened, remote, protocol, original.DestinationPort);
            return new LiveFlow(
                subject?.InterfaceId, subject?.Device, opened, protocol, local, localPort, remote, remotePort, state, openedAt, LastSeen: null, rule, revision, judged == generation);
        }

        if ((sides & FlowMark.EgressAccepted) != 0)
            yield return At(Direction.Egress, source, original.SourcePort, destination, original.DestinationPort);
        // Behind a translated destination the instance is the end that answers.
        if ((sides & FlowMark.IngressAccepted) != 0)
            yield return At(Direction.Ingress, Address(reply.IsIPv6, reply.Source), reply.SourcePort, source, original.SourcePort);
    }

    /// <summary>How far a tracked flow has come.</summary>
    public static FlowState State(byte protocol, TrackedTcpState tcp, bool isAnswered, bool isAssured) => protocol switch
    {
        Tcp => tcp switch
        {
            TrackedTcpState.SynReceived => FlowState.TcpAnswered,
            TrackedTcpState.Established => FlowState.TcpEstablished,
            TrackedTcpState.FinWait or TrackedTcpState.CloseWait or TrackedTcpState.LastAck or TrackedTcpState.TimeWait => FlowState.TcpClosing,
            TrackedTcpState.Close => FlowState.TcpClosed,
            _ => FlowState.TcpHalfOpen,
        },
        Udp => isAssured ? FlowState.UdpStream : isAnswered ? FlowState.UdpAnswered : FlowState.UdpUnanswered,
        Icmp or IcmpV6 => FlowState.Icmp,
        _ => isAnswered ? FlowState.OtherAnswered : FlowState.OtherUnanswered,
    };

    private (InterfacePolicy? Subject, RuleId? Rule) Decide(IpAddress near, Direction direction, IpAddress far, IpProtocol protocol, ushort port)
    {
        foreach (var owner in _owners[near])
        {
            if (HostPolicyEvaluator.Deciding(policy, owner, direction, far, protocol, port) is { Action: RuleAction.Accept } rule)
                return (owner, rule.Id);
        }

        return (_owners[near].FirstOrDefault(), null);
    }

    private static IpAddress Address(bool isIPv6, UInt128 value) => isIPv6 ? IpAddress.V6(value) : IpAddress.V4((uint)value);
}
