using System.Collections.Immutable;
using CsCheck;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Evaluation;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Tests.Evaluation;

/// <summary>The evaluator against section 2 of the design said in another way: as the set of all packets that a rule means, written out over small domains.</summary>
public sealed class PolicyEvaluatorTests
{
    private static readonly ImmutableArray<IpAddress> Far =
        [.. new[] { "10.0.0.0", "10.0.0.1", "10.0.0.2", "10.0.1.0", "192.0.2.1", "fd00::", "fd00::1", "fd00::1:0", "2001:db8::1" }.Select(text => IpAddress.Parse(text))];

    private static readonly ImmutableArray<IpProtocol> Protocols =
        [IpProtocol.Tcp, IpProtocol.Udp, IpProtocol.Icmp, IpProtocol.IcmpV6, IpProtocol.Gre, new(99)];

    private static readonly ImmutableArray<ushort> Ports = [0, 79, 80, 81, 443, 65535];
    private static readonly string[] GroupIds = ["sg-a", "sg-b", "sg-c"];
    private static readonly string[] Networks = ["one", "two"];
    private static readonly string[] TemplateIds = ["t-a", "t-b", "t-empty"];

    private static readonly Gen<Peer> Peers = Gen.OneOf(
        Gen.Select(Gen.Int[0, Far.Length - 1], Gen.Int[0, 128], (i, length) =>
            (Peer)new PrefixPeer(new IpPrefix(Far[i], Math.Min(length, Far[i].Family.Bits())))),
        Gen.OneOf(TemplateIds).Select(id => (Peer)new TemplatePeer(id)),
        Gen.OneOf(GroupIds).Select(id => (Peer)new GroupPeer(id)));

    private static readonly Gen<Service> Services = Gen.OneOf(
        Gen.Const((Service)Service.Any),
        Gen.OneOf(TemplateIds).Select(id => (Service)new TemplateService(id)),
        Gen.Select(Gen.Int[0, Protocols.Length - 1], Generators.PortRanges, Gen.Bool, (i, ranges, all) =>
            (Service)new LiteralService(Protocols[i], all || !Protocols[i].HasPorts ? PortSet.All : PortSet.Of(ranges))),
        Gen.Select(Gen.Int[0, 1], Gen.OneOf("80", "79-81", "0,443", "81-65535"), (i, text) =>
            (Service)new LiteralService(Protocols[i], PortSet.TryParse(text, out var ports) ? ports! : PortSet.All)));

    private static readonly Gen<ImmutableArray<SecurityRule>> RuleLists = Gen.Select(
        Peers, Services, Gen.Bool, (peer, service, accept) => new SecurityRule(default, peer, service, accept ? RuleAction.Accept : RuleAction.Drop))
        .Array[0, 6].Select(rules => rules.ToImmutableArray());

    private static readonly Gen<ImmutableArray<BoundGroup>> Bindings =
        Gen.Select(Gen.OneOf(GroupIds), RuleLists, RuleLists, Gen.Int[0, 3]).Array[0, 3].Select(groups =>
        {
            long id = 0;
            ImmutableArray<SecurityRule> Number(ImmutableArray<SecurityRule> rules) => [.. rules.Select(rule => rule with { Id = new RuleId(++id) })];
            return groups.Select(group => new BoundGroup(group.Item1, Number(group.Item2), Number(group.Item3)) { IsObserved = group.Item4 == 0 }).ToImmutableArray();
        });

    /// <summary>By template: the addresses and the (protocol, port) pairs of the domain that are in it. One template is empty.</summary>
    private static readonly Gen<Templates> Contents = Gen.Select(
        Gen.Select(Gen.OneOf(TemplateIds[..2]), Gen.Int[0, Far.Length - 1]).Array[0, 8],
        Gen.Select(Gen.OneOf(TemplateIds[..2]), Gen.OneOf([.. Protocols]), Gen.OneOf([.. Ports])).Array[0, 20],
        (addresses, services) => new Templates([.. addresses.Select(row => (row.Item1, Far[row.Item2]))], [.. services]));

    private static readonly Gen<Members> Memberships =
        Gen.Select(Gen.OneOf(GroupIds), Gen.OneOf(Networks), Gen.Int[0, Far.Length - 1]).Array[0, 12].Select(rows =>
            new Members([.. rows.Select(row => (row.Item1, row.Item2, Far[row.Item3]))]));

    [Fact]
    public void Every_packet_gets_the_action_of_the_first_rule_that_means_it() => Gen.Select(Bindings, Memberships, Contents, Gen.OneOf(Networks)).Sample(
        (groups, members, templates, network) =>
        {
            foreach (var direction in new[] { Direction.Ingress, Direction.Egress })
            {
                var expected = Paint(groups, direction, network, members, templates);
                foreach (var far in Far)
                {
                    foreach (var protocol in Protocols)
                    {
                        foreach (ushort port in Ports)
                        {
                            var verdict = PolicyEvaluator.Evaluate(groups, direction, far, protocol, port, network, members, templates);
                            expected.TryGetValue((far, protocol, port), out var rule);
                            Assert.Equal(rule?.Action ?? (IsOpen(groups) ? RuleAction.Accept : RuleAction.Drop), verdict.Action);
                            Assert.Equal(rule?.Id ?? default, verdict.RuleId);
                            AssertReason(groups, direction, verdict, rule);
                        }
                    }
                }
            }
        },
        iter: 200);

    [Fact]
    public void Judging_allocates_nothing()
    {
        var members = new Members([("sg-a", "one", Far[1])]);
        var templates = new Templates([("t-a", Far[2])], [("t-a", IpProtocol.Udp, 80)]);
        ImmutableArray<SecurityRule> rules =
        [
            new(new(1), new GroupPeer("sg-b"), Service.Any, RuleAction.Accept),
            new(new(4), new TemplatePeer("t-a"), new TemplateService("t-a"), RuleAction.Accept),
            new(new(2), new PrefixPeer(IpPrefix.Parse("172.16.0.0/12")), Service.Any, RuleAction.Accept),
            new(new(3), new GroupPeer("sg-a"), new LiteralService(IpProtocol.Tcp, PortSet.Of(new PortRange(1, 2), new PortRange(80, 80))), RuleAction.Accept),
        ];
        ImmutableArray<BoundGroup> groups = [new("sg-a", rules, []), new("sg-b", rules, rules)];
        int accepted = 0;
        void Judge()
        {
            for (int i = 0; i < 1000; i++)
            {
                if (PolicyEvaluator.Evaluate(groups, Direction.Ingress, Far[1], IpProtocol.Tcp, 80, "one", members, templates).IsAccepted)
                    accepted++;
                if (PolicyEvaluator.Evaluate(groups, Direction.Egress, Far[5], IpProtocol.Gre, 0, "one", members, templates).IsAccepted)
                    accepted++;
            }
        }

        Judge();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Judge();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(2000, accepted);
    }

    /// <summary>Paints the rules over the whole domain from the last to the first, so that the first one to mean a packet is the last to paint it.</summary>
    private static Dictionary<(IpAddress, IpProtocol, ushort), SecurityRule> Paint(
        ImmutableArray<BoundGroup> groups, Direction direction, string network, Members members, Templates templates)
    {
        var painted = new Dictionary<(IpAddress, IpProtocol, ushort), SecurityRule>();
        foreach (var rule in groups.Where(group => !group.IsObserved).SelectMany(group => group.Rules(direction)).Reverse())
        {
            var addresses = rule.Peer switch
            {
                PrefixPeer literal => Far.Where(far => far.Family == literal.Prefix.Family && far >= literal.Prefix.First && far <= literal.Prefix.Last),
                GroupPeer group => members.Rows.Where(row => row.Group == group.GroupId && row.Network == network).Select(row => row.Address),
                TemplatePeer template => templates.Addresses.Where(row => row.Template == template.TemplateId).Select(row => row.Address),
                _ => throw new InvalidOperationException(),
            };
            var services = rule.Service is TemplateService named
                ? templates.Services.Where(row => row.Template == named.TemplateId).Select(row => (row.Protocol, row.Port))
                : Written((LiteralService)rule.Service);
            foreach (var far in addresses.ToArray())
            {
                foreach (var (protocol, port) in services)
                    painted[(far, protocol, port)] = rule;
            }
        }

        return painted;
    }

    private static IEnumerable<(IpProtocol Protocol, ushort Port)> Written(LiteralService service) =>
        from protocol in service.Protocol is { } only ? [only] : Protocols
        from port in Ports
        where service.Protocol is null || !protocol.HasPorts || service.Ports.Ranges.Any(range => port >= range.First && port <= range.Last)
        select (protocol, port);

    /// <summary>There are groups, and all of them are in observe mode.</summary>
    private static bool IsOpen(ImmutableArray<BoundGroup> groups) => !groups.IsEmpty && groups.All(group => group.IsObserved);

    private static void AssertReason(ImmutableArray<BoundGroup> groups, Direction direction, Verdict verdict, SecurityRule? rule)
    {
        if (rule is null)
        {
            Assert.Equal(groups.IsEmpty ? VerdictReason.NoGroupBound : IsOpen(groups) ? VerdictReason.AllGroupsObserved : VerdictReason.NoRuleMatched, verdict.Reason);
            Assert.Null(verdict.GroupId);
            Assert.Equal(-1, verdict.Position);
            return;
        }

        Assert.Equal(VerdictReason.Rule, verdict.Reason);
        Assert.Contains(groups, group => !group.IsObserved && group.GroupId == verdict.GroupId && group.Rules(direction).ElementAtOrDefault(verdict.Position) == rule);
    }

    private sealed record Members(ImmutableArray<(string Group, string Network, IpAddress Address)> Rows) : IGroupMembership
    {
        public bool IsMember(string groupId, string network, IpAddress address)
        {
            foreach (var row in Rows)
            {
                if (row.Group == groupId && row.Network == network && row.Address == address)
                    return true;
            }

            return false;
        }
    }

    private sealed record Templates(
        ImmutableArray<(string Template, IpAddress Address)> Addresses, ImmutableArray<(string Template, IpProtocol Protocol, ushort Port)> Services) : ITemplateContents
    {
        public bool HasAddress(string templateId, IpAddress address) => Addresses.AsSpan().Contains((templateId, address));

        public bool HasService(string templateId, IpProtocol protocol, ushort port) => Services.AsSpan().Contains((templateId, protocol, port));
    }
}
