using System.Collections.Immutable;
using Ringfence.Datapath.Nftables;
using Ringfence.Linux.Conntrack;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Datapath.Flows;

/// <summary>
/// Judges tracked flows by a host policy. The connection tracking table knows addresses, not interfaces: where several interfaces have an address (in different
/// networks), a flow is refused only when every one of them refuses it.
/// </summary>
internal sealed class FlowJudge
{
    private readonly HostPolicy _policy;
    private readonly Dictionary<IpAddress, ImmutableArray<InterfacePolicy>> _owners = [];

    public FlowJudge(HostPolicy policy)
    {
        _policy = policy;
        foreach (var subject in policy.Interfaces.Values)
        {
            foreach (var address in subject.Addresses)
                _owners[address] = _owners.TryGetValue(address, out var others) ? others.Add(subject) : [subject];
        }
    }

    /// <summary>Whether the policy now refuses a flow that the given sides had accepted.</summary>
    /// <param name="original">The first packet's tuple.</param>
    /// <param name="reply">The tuple of the answers.</param>
    /// <param name="sides">The sides of the flow's <see cref="FlowMark"/>.</param>
    public bool Refuses(in ConntrackTuple original, in ConntrackTuple reply, uint sides)
    {
        var protocol = new IpProtocol(original.Protocol);
        var source = Address(original.IsIPv6, original.Source);
        if ((sides & FlowMark.EgressAccepted) != 0
            && AllRefuse(source, Direction.Egress, Address(original.IsIPv6, original.Destination), protocol, original.DestinationPort))
        {
            return true;
        }

        // Behind a translated destination the instance is the end that answers.
        return (sides & FlowMark.IngressAccepted) != 0
            && AllRefuse(Address(reply.IsIPv6, reply.Source), Direction.Ingress, source, protocol, original.DestinationPort);
    }

    private bool AllRefuse(IpAddress near, Direction direction, IpAddress far, IpProtocol protocol, ushort port)
    {
        // Role host accepts by its own lists too, and an accepted side says so by direction alone: both roles are candidates.
        if (!_owners.TryGetValue(near, out var owners))
            return false;
        foreach (var owner in owners)
        {
            if (HostPolicyEvaluator.Accepts(_policy, owner, direction, far, protocol, port))
                return false;
        }

        return true;
    }

    private static IpAddress Address(bool isIPv6, UInt128 value) => isIPv6 ? IpAddress.V6(value) : IpAddress.V4((uint)value);
}
