using Ringfence.Policy.Addressing;

namespace Ringfence.Policy.Evaluation;

/// <summary>Answers which addresses stand behind a group at one revision.</summary>
public interface IGroupMembership
{
    /// <summary>True when an interface of the network is bound to the group and has this private address at this revision.</summary>
    /// <param name="groupId">The group.</param>
    /// <param name="network">The network of the interface that judges (<c>VpcId</c>): members of other networks do not count.</param>
    /// <param name="address">The far address.</param>
    bool IsMember(string groupId, string network, IpAddress address);
}
