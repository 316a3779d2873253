using System.Collections.Immutable;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Hosting;

/// <summary>
/// Everything one host enforces at one revision: what the control plane distributes and a datapath makes true. It knows interfaces, ordered rule lists and
/// address sets; what a security group is stays behind. Immutable; parts that did not change since the previous revision are the same objects, so that a
/// driver finds what changed by reference.
/// </summary>
public sealed record HostPolicy
{
    /// <summary>The revision of the world this was made from; 0 is the empty world.</summary>
    public required long Revision { get; init; }

    /// <summary>The interfaces of this host by id.</summary>
    public required ImmutableDictionary<string, InterfacePolicy> Interfaces { get; init; }

    /// <summary>The rule lists that the interfaces name, by id. None that is named is missing.</summary>
    public required ImmutableDictionary<string, RuleList> Lists { get; init; }

    /// <summary>The address sets that the rule lists name, by id. None that is named is missing.</summary>
    public required ImmutableDictionary<string, AddressSet> Sets { get; init; }

    /// <summary>What the host goes back to when a change that is on trial is not confirmed in time; null when none is that concerns it.</summary>
    public HostFallback? Fallback { get; init; }

    /// <summary>A host without interfaces.</summary>
    public static HostPolicy Empty { get; } = new()
    {
        Revision = 0,
        Interfaces = ImmutableDictionary<string, InterfacePolicy>.Empty,
        Lists = ImmutableDictionary<string, RuleList>.Empty,
        Sets = ImmutableDictionary<string, AddressSet>.Empty,
    };
}

/// <summary>
/// What a host goes back to by itself when a change is not confirmed in time, whether or not anybody is there to tell it.
/// </summary>
/// <param name="Revision">The change that waits for its confirmation.</param>
/// <param name="Deadline">When its time is over, by the clock of whoever distributes this.</param>
/// <param name="Within">Its whole time: no host waits longer from the moment it hears of the change, whatever the clocks say.</param>
/// <param name="Policy">What is enforced then. It may have a fallback of its own, of another change with a later deadline.</param>
public sealed record HostFallback(long Revision, DateTimeOffset Deadline, TimeSpan Within, HostPolicy Policy);

/// <summary>How a device stands to the instance behind it.</summary>
public enum InterfaceRole : byte
{
    /// <summary>The device is the host's end of a VM's or container's link: what leaves through the device goes to the instance.</summary>
    Guest = 0,

    /// <summary>The device is this machine's own NIC, the machine is the instance: directions are mirrored. Forwarded packets are not the machine's own.</summary>
    Host = 1,
}

/// <summary>One interface to enforce.</summary>
public sealed record InterfacePolicy
{
    /// <summary>The interface's id (<c>eni-…</c>).</summary>
    public required string InterfaceId { get; init; }

    /// <summary>The network device's name on the host, 1 to 15 bytes (IFNAMSIZ). The device need not exist.</summary>
    public required string Device { get; init; }

    /// <summary>How the device stands to the instance.</summary>
    public required InterfaceRole Role { get; init; }

    /// <summary>The instance's MAC address, when known.</summary>
    public MacAddress? Mac { get; init; }

    /// <summary>The instance's own private addresses, both families.</summary>
    public required ImmutableArray<IpAddress> Addresses { get; init; }

    /// <summary>When true, packets from the instance with another source address (or MAC, when known) are dropped.</summary>
    public required bool SourceCheck { get; init; }

    /// <summary>Ids of the rule lists that judge packets towards the instance, in order; then DROP. Empty: everything is dropped.</summary>
    public required ImmutableArray<string> IngressLists { get; init; }

    /// <summary>Ids of the rule lists that judge packets from the instance, in order; then DROP. Empty: everything is dropped.</summary>
    public required ImmutableArray<string> EgressLists { get; init; }

    /// <summary>The list ids of a direction.</summary>
    public ImmutableArray<string> Lists(Direction direction) => direction == Direction.Ingress ? IngressLists : EgressLists;
}

/// <summary>An ordered list of rules that any number of interfaces share: one group's list of one direction, in one network.</summary>
/// <param name="Id">Identity within the host policy; stays when the rules change.</param>
/// <param name="Direction">The direction the rules speak of.</param>
/// <param name="Rules">Rules, first one highest.</param>
public sealed record RuleList(string Id, Direction Direction, ImmutableArray<HostRule> Rules);

/// <summary>
/// A rule whose peer is resolved to addresses or to an address set, and whose service to protocols and ports: templates are expanded here. One rule of a group
/// is one of these, whatever its templates hold, so that its id stays one.
/// </summary>
/// <param name="Id">The rule's stable identity.</param>
/// <param name="Addresses">The far addresses, when the peer is a literal or a template. Empty: the rule matches nothing.</param>
/// <param name="AddressSetId">The address set, when it is a group. Exactly one of the two is given.</param>
/// <param name="Services">Protocols and destination ports. Empty: the rule matches nothing.</param>
/// <param name="Action">What happens to a match.</param>
public sealed record HostRule(RuleId Id, AddressRanges? Addresses, string? AddressSetId, ServiceSet Services, RuleAction Action)
{
    /// <summary>A rule of literals: one block or one set, and one service.</summary>
    public HostRule(RuleId id, IpPrefix? prefix, string? addressSetId, LiteralService service, RuleAction action)
        : this(id, prefix is { } block ? AddressRanges.Of(block) : null, addressSetId, ServiceSet.Of(service), action)
    {
    }
}
