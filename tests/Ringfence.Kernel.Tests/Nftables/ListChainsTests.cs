using System.Collections.Immutable;
using CsCheck;
using Ringfence.Datapath;
using Ringfence.Datapath.Nftables.Ruleset;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Nftables;

/// <summary>A rule list as the commands of the nftables driver, walked as the kernel walks them, says what the evaluator says, whatever its history.</summary>
public sealed class ListChainsTests
{
    private static readonly string[] Peers = ["10.0.0.0/8", "0.0.0.0/0", "::/0", "10.1.0.0/16", "10.1.2.3/32", "fd00::/8", "fd09::1/128", "10.0.0.0-10.1.2.2|fd09::/64", "@few", "@none"];

    private static readonly string[] Services =
        ["ALL", "tcp:80", "tcp:81", "tcp:80-90", "tcp:ALL", "tcp:0,65535", "tcp:1-65535", "udp:80", "udp:80|tcp:80", "icmp", "icmpv6", "47", "udp:53,80-90|47", "udp:ALL|icmp"];

    private static readonly ImmutableDictionary<string, AddressSet> Sets = ImmutableDictionary<string, AddressSet>.Empty
        .Add("few", AddressSet.Create("few", [IpAddress.Parse("10.1.2.3"), IpAddress.Parse("192.0.2.1"), IpAddress.Parse("fd09::1")]))
        .Add("none", AddressSet.Create("none", []));

    private static readonly IpAddress[] Addresses =
        [.. new[] { "10.0.0.1", "10.1.2.2", "10.1.2.3", "10.1.2.4", "11.0.0.1", "192.0.2.1", "fd09::1", "fd09::2", "fd10::1", "2001:db8::1" }.Select(text => IpAddress.Parse(text))];

    private static readonly IpProtocol[] Protocols = [IpProtocol.Tcp, IpProtocol.Udp, IpProtocol.Icmp, IpProtocol.IcmpV6, new(47), new(132)];

    private static readonly ushort[] Ports = [0, 1, 53, 79, 80, 81, 85, 90, 91, ushort.MaxValue];

    private static readonly Gen<HostRule> Rules =
        Gen.Select(Gen.Bool, Gen.OneOf(Services), Gen.OneOf(Peers), (accept, service, peer) => Policies.Rule($"{(accept ? '+' : '-')}{service} {peer}"));

    private static readonly Gen<Edit> Edits = Gen.Select(Gen.Double.Unit, Gen.Int[0, 60], Rules.Array[0, 60], (at, removed, added) => new Edit(at, removed, added));

    private sealed record Edit(double At, int Removed, HostRule[] Added)
    {
        public ImmutableArray<HostRule> Apply(ImmutableArray<HostRule> rules)
        {
            int from = (int)(At * rules.Length), count = Math.Min(Removed, rules.Length - from);
            return rules.RemoveRange(from, count).InsertRange(from, Added);
        }
    }

    [Fact]
    public void It_says_what_the_evaluator_says_after_every_edit() => Gen.Select(Rules.Array[0, 400], Edits.Array[0, 6]).Sample((first, edits) =>
    {
        var (writer, kernel, chains) = (new RulesetWriter(), new ListScript(), new ListChains(1));
        var list = new RuleList("l", Direction.Ingress, [.. first]);
        writer.Start();
        writer.UpdateSets(Sets, null!, 1);
        chains.Create(writer);
        Step(list);
        foreach (var edit in edits)
        {
            list = list with { Rules = edit.Apply(list.Rules) };
            writer.Start();
            Step(list);
        }

        writer.Start();
        chains.Delete(writer, list);
        writer.Finish();
        kernel.Run(writer.Script.ToString());
        Assert.Equal(0, kernel.Chains);

        void Step(RuleList now)
        {
            chains.Update(writer, now);
            writer.Finish();
            kernel.Run(writer.Script.ToString());
            AssertAgrees(kernel, now);
        }
    }, iter: 60);

    [Fact]
    public void A_rule_that_is_added_leaves_the_chains_of_other_services_alone()
    {
        var (writer, chains) = (new RulesetWriter(), new ListChains(1));
        var list = new RuleList("l", Direction.Ingress, [.. Enumerable.Range(1, 100).Select(port => Policies.Rule($"+tcp:{port} 10.{port}.0.0/16"))]);
        writer.Start();
        chains.Create(writer);
        chains.Update(writer, list with { Rules = [Policies.Rule("+tcp:22 10.0.0.0/8"), .. list.Rules] });
        writer.Finish();
        writer.Start();
        chains.Update(writer, list with { Rules = [Policies.Rule("+tcp:22 10.0.0.0/8"), Policies.Rule("-tcp:7 10.1.0.0/16"), .. list.Rules] });
        writer.Finish();
        string[] lines = writer.Script.ToString().Split('\n');
        Assert.Single(lines, line => line.StartsWith("add chain", StringComparison.Ordinal));
        Assert.Single(lines, line => line.StartsWith("delete chain", StringComparison.Ordinal));
    }

    private static void AssertAgrees(ListScript kernel, RuleList list)
    {
        var owner = Policies.GuestB("+ALL @none").Interfaces.Values.Single() with { IngressLists = ["l"] };
        var policy = HostPolicy.Empty with { Sets = Sets, Lists = ImmutableDictionary<string, RuleList>.Empty.Add("l", list), Interfaces = ImmutableDictionary<string, InterfacePolicy>.Empty.Add(owner.InterfaceId, owner) };
        foreach (var far in Addresses)
        {
            foreach (var protocol in Protocols)
            {
                foreach (ushort port in protocol.HasPorts ? Ports : [0])
                {
                    string? expected = HostPolicyEvaluator.Deciding(policy, owner, Direction.Ingress, far, protocol, port)?.Action switch
                    {
                        RuleAction.Accept => "commit",
                        RuleAction.Drop => "drop_policy",
                        _ => null,
                    };
                    Assert.Equal(expected, kernel.Walk("l1", far, protocol, port));
                }
            }
        }
    }
}
