using System.Collections.Immutable;
using CsCheck;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Evaluation;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Tests.Compilation;

public sealed class TableAgreementTests
{
    [Fact]
    public void Tables_and_first_match_agree_on_every_edge() =>
        Gens.Host.Sample(policy => Probes.AssertAgree(Hosts.Compile(policy), policy), iter: 150);

    [Fact]
    public void Tables_and_first_match_agree_on_random_packets() =>
        Gen.Select(Gens.Host, Gen.Select(Gen.UInt, Gen.ULong, Gen.ULong, Gen.Byte, Gen.UShort).Array[50]).Sample((policy, packets) =>
        {
            var tables = Hosts.Compile(policy);
            foreach (var (v4, high, low, protocol, port) in packets)
            {
                foreach (var far in new[] { IpAddress.V4(v4), IpAddress.V6(new UInt128(high, low)) })
                {
                    var verdict = tables.Evaluate("eni-0", Direction.Ingress, far, new IpProtocol(protocol), port);
                    Assert.Equal(PlainEvaluator.Evaluate(policy, "eni-0", Direction.Ingress, far, new IpProtocol(protocol), port).Action, verdict.Action);
                }
            }
        }, iter: 200);

    [Fact]
    public void Tables_and_the_reference_evaluator_agree() =>
        Gens.Host.Sample(policy =>
        {
            var tables = Hosts.Compile(policy);
            var members = new Members(policy);
            foreach (var one in policy.Interfaces.Values)
            {
                var groups = one.IngressLists.Select(id => new BoundGroup(id, [.. policy.Lists[id].Rules.Select(ToSecurityRule)], [])).ToImmutableArray();
                foreach (var far in Probes.Addresses(policy))
                {
                    foreach (var protocol in Probes.Protocols)
                    {
                        foreach (ushort port in new ushort[] { 0, 3, 9, 255, 256, 600, 65535 })
                        {
                            var expected = PolicyEvaluator.Evaluate(groups, Direction.Ingress, far, protocol, port, "vpc", members, members);
                            var table = tables.Interfaces[one.InterfaceId].Ingress;
                            var verdict = tables.Evaluate(one.InterfaceId, Direction.Ingress, far, protocol, port);
                            Assert.Equal((expected.Action, expected.RuleId), (verdict.Action, table.RuleIds[verdict.RuleIndex]));
                        }
                    }
                }
            }
        }, iter: 100);

    [Fact]
    public void Interfaces_with_the_same_lists_share_one_policy_and_the_order_of_lists_counts()
    {
        var drop = Hosts.List("drop", Hosts.Rule("0.0.0.0/0", "ALL", accept: false));
        var accept = Hosts.List("accept", Hosts.Rule("0.0.0.0/0", "ALL"));
        var tables = Hosts.Compile(Hosts.Host(
            [Hosts.Interface("a", ["drop", "accept"], []), Hosts.Interface("b", ["drop", "accept"], []), Hosts.Interface("c", ["accept", "drop"], [])], [drop, accept]));
        Assert.Same(tables.Interfaces["a"].Ingress, tables.Interfaces["b"].Ingress);
        Assert.Same(tables.Interfaces["a"].Egress, tables.Interfaces["c"].Egress);
        Assert.False(tables.Evaluate("a", Direction.Ingress, Hosts.Ip("1.2.3.4"), IpProtocol.Tcp, 80).IsAccepted);
        Assert.True(tables.Evaluate("c", Direction.Ingress, Hosts.Ip("1.2.3.4"), IpProtocol.Tcp, 80).IsAccepted);
    }

    [Fact]
    public void Without_lists_everything_is_dropped_and_no_rule_is_named()
    {
        var tables = Hosts.Compile(Hosts.Host([Hosts.Interface("a", [], [])], []));
        foreach (string far in new[] { "10.0.0.1", "0.0.0.0", "::", "2001:db8::1" })
            Assert.Equal(0u, tables.Evaluate("a", Direction.Ingress, Hosts.Ip(far), IpProtocol.Tcp, 80).Entry);
    }

    [Fact]
    public void A_mapped_IPv6_address_is_not_its_IPv4_address()
    {
        var tables = Hosts.Compile(Hosts.Host([Hosts.Rule("0.0.0.0/0", "ALL"), Hosts.Rule("s", "ALL")], AddressSet.Create("s", [Hosts.Ip("10.0.0.1")])));
        Assert.True(tables.Evaluate("a", Direction.Ingress, Hosts.Ip("10.0.0.1"), IpProtocol.Tcp, 1).IsAccepted);
        Assert.False(tables.Evaluate("a", Direction.Ingress, Hosts.Ip("::ffff:10.0.0.1"), IpProtocol.Tcp, 1).IsAccepted);
        Assert.False(tables.Evaluate("a", Direction.Ingress, Hosts.Ip("::a00:1"), IpProtocol.Tcp, 1).IsAccepted);
    }

    [Fact]
    public void Compiling_twice_gives_equal_tables() =>
        Gens.Host.Sample(policy =>
        {
            var (one, two) = (Hosts.Compile(policy), Hosts.Compile(policy));
            Assert.Equal(one.Classifier.Prefixes.AsEnumerable(), two.Classifier.Prefixes);
            Assert.Equal(one.Classifier.Hosts.Order(), two.Classifier.Hosts.Order());
            foreach (string id in policy.Interfaces.Keys)
            {
                Assert.Equal(one.Interfaces[id].Ingress.RowOf.ToArray(), two.Interfaces[id].Ingress.RowOf.ToArray());
                Assert.Equal(one.Interfaces[id].Ingress.Matrix.ToArray(), two.Interfaces[id].Ingress.Matrix.ToArray());
            }
        }, iter: 50);

    /// <summary>A rule whose addresses and services are templates of their own, named by the rule.</summary>
    private static SecurityRule ToSecurityRule(HostRule rule) => new(
        rule.Id, rule.AddressSetId is { } set ? new GroupPeer(set) : new TemplatePeer(rule.Id.ToString()), new TemplateService(rule.Id.ToString()), rule.Action);

    private sealed class Members(HostPolicy policy) : IGroupMembership, ITemplateContents
    {
        private readonly Dictionary<string, HostRule> _rules = policy.Lists.Values.SelectMany(list => list.Rules).ToDictionary(rule => rule.Id.ToString());

        public bool IsMember(string groupId, string network, IpAddress address) => policy.Sets[groupId].Addresses.Contains(address);

        public bool HasAddress(string templateId, IpAddress address) => _rules[templateId].Addresses!.Ranges.Any(range => range.Contains(address));

        public bool HasService(string templateId, IpProtocol protocol, ushort port) =>
            _rules[templateId].Services.Services.Any(service => service.Contains(protocol, port));
    }
}
