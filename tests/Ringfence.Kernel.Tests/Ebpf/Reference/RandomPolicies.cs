using System.Collections.Immutable;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Evaluation;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Ebpf.Reference;

/// <summary>One revision of one interface: rules in two groups, members of the group that rules name, and what else the host may choose.</summary>
internal sealed class RandomPolicies(Random random, ulong mac)
{
    private const string Group = "sg-peer";

    /// <summary>Next to the addresses that <see cref="Prefix"/> makes from the pool.</summary>
    private static readonly IpPrefix[] Routed = [IpPrefix.Parse("10.1.0.0/16"), IpPrefix.Parse("8.0.200.0/24"), IpPrefix.Parse("2001:db8::/32")];

    private long _lastRule;

    /// <summary>The routes that the namespace must have for <see cref="ReferenceInterface.IsRouted"/> to be true.</summary>
    public static IEnumerable<IpPrefix> Routes => Routed;

    public RandomPolicy Next(FramePool pool)
    {
        var role = random.Next(3) == 0 ? InterfaceRole.Host : InterfaceRole.Guest;
        // An instance without one of its addresses, now and then.
        var own = pool.Own.Where(_ => random.Next(8) != 0).ToImmutableArray();
        var essentials = LinkEssentials.All;
        if (random.Next(4) == 0)
            essentials &= (LinkEssentials)random.Next(64);
        ushort[] failsafe = random.Next(3) switch { 0 => [], 1 => [22], _ => [22, 443, 8000] };
        var subject = new InterfacePolicy
        {
            InterfaceId = "eni-1",
            Device = "lo",
            Role = role,
            Mac = random.Next(4) == 0 ? null : new MacAddress(mac),
            Addresses = own,
            SourceCheck = random.Next(4) != 0,
            IngressLists = ["a-in", "b-in"],
            EgressLists = ["a-out", "b-out"],
        };
        return new RandomPolicy(
            subject,
            new ReferenceInterface
            {
                Role = role,
                Own = own.ToHashSet(),
                Mac = subject.Mac?.Value,
                SourceCheck = subject.SourceCheck,
                Allowed = essentials,
                Failsafe = failsafe.ToHashSet(),
                HasLinkHeader = pool.HasLinkHeader,
                IsRouted = address => Routed.Any(route => route.Contains(address)),
            },
            [new BoundGroup("a", Rules(pool), Rules(pool)), new BoundGroup("b", Rules(pool), Rules(pool))],
            pool.Far.Where(address => random.Next(3) == 0 && address.Value != 0).ToHashSet());
    }

    private ImmutableArray<SecurityRule> Rules(FramePool pool) => [.. Enumerable.Range(0, random.Next(8)).Select(_ => Rule(pool))];

    private SecurityRule Rule(FramePool pool)
    {
        Peer peer = random.Next(4) == 0 ? new GroupPeer(Group) : new PrefixPeer(Prefix(pool));
        var ports = random.Next(2) == 0 ? PortSet.All : PortSet.Of(new PortRange((ushort)random.Next(1000), (ushort)random.Next(1000, 9000)));
        IpProtocol? protocol = random.Next(8) switch
        {
            0 or 1 => null,
            2 => IpProtocol.Udp,
            3 => random.Next(2) == 0 ? IpProtocol.Icmp : IpProtocol.IcmpV6,
            4 => IpProtocol.Gre,
            5 => new IpProtocol((byte)random.Next(256)),
            _ => IpProtocol.Tcp,
        };
        var service = new LiteralService(protocol, protocol is { HasPorts: true } ? ports : PortSet.All);
        return new SecurityRule(new RuleId(++_lastRule), peer, service, random.Next(3) == 0 ? RuleAction.Drop : RuleAction.Accept);
    }

    private IpPrefix Prefix(FramePool pool)
    {
        var address = pool.Far[random.Next(pool.Far.Length)];
        int bits = address.Family.Bits();
        return new IpPrefix(address, random.Next(3) == 0 ? 0 : random.Next(3) == 0 ? bits : random.Next(bits + 1));
    }
}

/// <summary>A random revision, in the terms of everybody who decides. Without templates: by the time a policy gets to a host, they are blocks and services.</summary>
/// <param name="Subject">For the compiler and the writer.</param>
/// <param name="Interface">For the reference.</param>
/// <param name="Groups">For the evaluator.</param>
/// <param name="Members">Behind the group that the rules name.</param>
internal sealed record RandomPolicy(InterfacePolicy Subject, ReferenceInterface Interface, ImmutableArray<BoundGroup> Groups, IReadOnlySet<IpAddress> Members)
    : IGroupMembership, ITemplateContents
{
    private const string MemberSet = "members";

    public IReadOnlyList<SecurityRule> Ingress => [.. Groups.SelectMany(group => group.Rules(Direction.Ingress))];

    public IReadOnlyList<SecurityRule> Egress => [.. Groups.SelectMany(group => group.Rules(Direction.Egress))];

    /// <summary>As the control plane would distribute it.</summary>
    public HostPolicy Distributed(long revision) => new()
    {
        Revision = revision,
        Interfaces = ImmutableDictionary<string, InterfacePolicy>.Empty.Add(Subject.InterfaceId, Subject),
        Lists = Groups.SelectMany(Lists).ToImmutableDictionary(list => list.Id),
        Sets = ImmutableDictionary<string, AddressSet>.Empty.Add(MemberSet, AddressSet.Create(MemberSet, Members)),
    };

    public bool IsMember(string groupId, string network, IpAddress address) => Members.Contains(address);

    public bool HasAddress(string templateId, IpAddress address) => false;

    public bool HasService(string templateId, IpProtocol protocol, ushort port) => false;

    private static IEnumerable<RuleList> Lists(BoundGroup group) =>
    [
        new($"{group.GroupId}-in", Direction.Ingress, [.. group.Rules(Direction.Ingress).Select(Distributed)]),
        new($"{group.GroupId}-out", Direction.Egress, [.. group.Rules(Direction.Egress).Select(Distributed)]),
    ];

    private static HostRule Distributed(SecurityRule rule) => rule.Peer is PrefixPeer literal
        ? new HostRule(rule.Id, literal.Prefix, null, (LiteralService)rule.Service, rule.Action)
        : new HostRule(rule.Id, null, MemberSet, (LiteralService)rule.Service, rule.Action);
}
