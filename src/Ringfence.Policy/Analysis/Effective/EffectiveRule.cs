using System.Collections.Immutable;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Analysis.Effective;

/// <summary>
/// A rule at its place in an interface's effective policy, with what stands behind its peer and service at this moment: a group's members, a template's entries.
/// </summary>
/// <param name="Id">Stable identity.</param>
/// <param name="GroupId">The group that holds it.</param>
/// <param name="Position">Its zero-based position in that group's list of the direction.</param>
/// <param name="Peer">The peer as people know it: a prefix, or an id.</param>
/// <param name="Addresses">The far addresses, as ascending ranges that neither overlap nor touch. Empty: a group or template that nobody is in.</param>
/// <param name="Services">The services; none is empty of packets. Empty: a template without entries.</param>
/// <param name="Action">What happens to a match.</param>
public sealed record EffectiveRule(
    RuleId Id, string GroupId, int Position, string Peer, ImmutableArray<IpRange> Addresses, ImmutableArray<LiteralService> Services, RuleAction Action)
{
    /// <summary>True when the rule's peer contains the address. Logarithmic in the number of ranges.</summary>
    public bool ContainsAddress(IpAddress far)
    {
        int low = 0, high = Addresses.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (Addresses[middle].Contains(far))
                return true;
            if (Addresses[middle].First > far)
                high = middle - 1;
            else
                low = middle + 1;
        }

        return false;
    }

    /// <summary>True when the rule's service contains protocol and port.</summary>
    public bool ContainsService(IpProtocol protocol, ushort port) => Services.Any(service => service.Contains(protocol, port));

    /// <summary>True when the rule decides the packet unless one above does.</summary>
    public bool Matches(IpAddress far, IpProtocol protocol, ushort port) => ContainsAddress(far) && ContainsService(protocol, port);
}
