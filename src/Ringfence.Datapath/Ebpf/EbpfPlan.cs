using Ringfence.Datapath.Ebpf.Tables;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;

namespace Ringfence.Datapath.Ebpf;

/// <summary>
/// What shall be true of a host, as tables. Parts that are the same object as in the plan before are not written again.
/// </summary>
/// <param name="Addresses">The classifier that the policies' class numbers belong to.</param>
/// <param name="Interfaces">The interfaces to enforce, by id.</param>
/// <param name="Revision">The revision that it is of.</param>
internal sealed record EbpfPlan(AddressImage Addresses, IReadOnlyDictionary<string, InterfaceImage> Interfaces, long Revision)
{
    /// <summary>The policies of all interfaces, each once.</summary>
    public HashSet<PolicyImage> Policies => new(Interfaces.Values.SelectMany(image => new[] { image.Ingress, image.Egress }), ReferenceEqualityComparer.Instance);

    /// <summary>The instances' own addresses; null: some instance may send with others.</summary>
    public HashSet<IpAddress>? LocalAddresses
    {
        get
        {
            var guests = Interfaces.Values.Select(image => image.Interface).Where(subject => subject.Role == InterfaceRole.Guest);
            return guests.All(subject => subject.SourceCheck) ? [.. Interfaces.Values.SelectMany(image => image.Interface.Addresses)] : null;
        }
    }
}

/// <summary>Address to class.</summary>
/// <param name="Hosts">Members; each address once, no class 0.</param>
/// <param name="Prefixes">The longest that contains an address gives its class.</param>
internal sealed record AddressImage(IReadOnlyCollection<(IpAddress Host, int Class)> Hosts, IReadOnlyList<(IpPrefix Prefix, int Class)> Prefixes);

/// <summary>An interface with its two policies.</summary>
internal sealed record InterfaceImage(InterfacePolicy Interface, PolicyImage Ingress, PolicyImage Egress)
{
    /// <summary>Whether another one is the same: the same policies, not only equal ones.</summary>
    public bool IsSame(InterfaceImage other) =>
        (ReferenceEquals(Interface, other.Interface) || Interface == other.Interface) && ReferenceEquals(Ingress, other.Ingress) && ReferenceEquals(Egress, other.Egress);
}
