using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Datapath;

/// <summary>What a host policy says about the first packet of a flow at one interface: the same lists that the kernel gets, read in C#. Allocates nothing.</summary>
public static class HostPolicyEvaluator
{
    /// <summary>True when a list of the direction accepts the packet before any drops it.</summary>
    /// <param name="policy">The policy that holds lists and sets.</param>
    /// <param name="subject">The interface that judges.</param>
    /// <param name="direction">Which way the packet goes, seen from the instance.</param>
    /// <param name="far">The source for ingress, the destination for egress.</param>
    /// <param name="protocol">The IP protocol.</param>
    /// <param name="port">The destination port; ignored for protocols without ports.</param>
    public static bool Accepts(HostPolicy policy, InterfacePolicy subject, Direction direction, IpAddress far, IpProtocol protocol, ushort port) =>
        Deciding(policy, subject, direction, far, protocol, port) is { Action: RuleAction.Accept };

    /// <summary>The rule that decides; null: none matches, which is DROP.</summary>
    /// <param name="policy">The policy that holds lists and sets.</param>
    /// <param name="subject">The interface that judges.</param>
    /// <param name="direction">Which way the packet goes, seen from the instance.</param>
    /// <param name="far">The source for ingress, the destination for egress.</param>
    /// <param name="protocol">The IP protocol.</param>
    /// <param name="port">The destination port; ignored for protocols without ports.</param>
    public static HostRule? Deciding(HostPolicy policy, InterfacePolicy subject, Direction direction, IpAddress far, IpProtocol protocol, ushort port)
    {
        foreach (string listId in subject.Lists(direction))
        {
            foreach (var rule in policy.Lists[listId].Rules)
            {
                if (rule.Services.Contains(protocol, port) && Contains(policy, rule, far))
                    return rule;
            }
        }

        return null;
    }

    private static bool Contains(HostPolicy policy, HostRule rule, IpAddress far) =>
        rule.Addresses is { } addresses ? addresses.Contains(far) : policy.Sets[rule.AddressSetId!].Addresses.Contains(far);
}
