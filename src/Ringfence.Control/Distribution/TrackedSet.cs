using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;

namespace Ringfence.Control.Distribution;

/// <summary>
/// The members of a group in a network, kept up to date by what joins and leaves. An address that two interfaces have (registration refuses it, but
/// the data plane must not depend on that) stays until the last of them is gone.
/// </summary>
internal sealed class TrackedSet
{
    /// <summary>Addresses that occur more than once, with the number of further occurrences. Nearly always empty.</summary>
    private readonly Dictionary<IpAddress, int> _further = [];

    public TrackedSet(PartKey key, World world)
    {
        var addresses = new List<IpAddress>();
        if (world.InterfacesByGroup.TryGetValue(key.GroupId, out var ids))
        {
            foreach (string id in ids)
            {
                var member = world.Interfaces[id];
                if (member.VpcId != key.VpcId)
                    continue;

                // A group bound twice by one interface is two memberships, as it is when the interface changes.
                foreach (string bound in member.SecurityGroupIds)
                {
                    if (bound == key.GroupId)
                        addresses.AddRange(member.MemberAddresses);
                }
            }
        }

        Set = AddressSet.Create(key.SetId, addresses);
        if (Set.Addresses.Count == addresses.Count)
            return;
        foreach (var same in addresses.GroupBy(address => address).Where(same => same.Count() > 1))
            _further[same.Key] = same.Count() - 1;
    }

    /// <summary>The set as of now.</summary>
    public AddressSet Set { get; private set; }

    /// <summary>How many hosts use it.</summary>
    public int Users { get; set; }

    public void Add(IpAddress address)
    {
        var next = Set.Add(address);
        if (ReferenceEquals(next, Set))
            _further[address] = _further.GetValueOrDefault(address) + 1;
        Set = next;
    }

    public void Remove(IpAddress address)
    {
        if (!_further.TryGetValue(address, out int further))
            Set = Set.Remove(address);
        else if (further == 1)
            _further.Remove(address);
        else
            _further[address] = further - 1;
    }
}
