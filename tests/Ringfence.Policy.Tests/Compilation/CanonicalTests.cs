using System.Collections.Immutable;
using CsCheck;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Analysis.Packets;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Tests.Compilation;

/// <summary>Equal meaning is equal packet sets and the reverse, decided by brute force where the universe is small enough to try every packet.</summary>
public sealed class CanonicalTests
{
    private static readonly UInt128 Net6 = IpAddress.Parse("2001:db8::").Value;

    /// <summary>10.0.0.0/29 and 2001:db8::/126, and everything else as one address each side.</summary>
    private static readonly IpAddress[] Addresses =
    [
        .. Enumerable.Range(-1, 10).Select(i => IpAddress.V4((uint)(0x0A000000 + i))),
        .. Enumerable.Range(0, 6).Select(i => IpAddress.V6(Net6 + (UInt128)i - 1)),
    ];

    private static readonly ushort[] Ports = [0, 1, 2, 3, 4, 5];

    private static readonly Gen<HostRule> Rule = Gen.Select(Gen.Int[0, 7], Gen.Int[0, 3], Gen.Int[0, 5], Gen.Int[0, 4], Gen.Bool, (host, peer, first, service, accept) =>
        new HostRule(Hosts.NextId(), peer < 2 ? null : Prefix(peer, host), peer < 2 ? $"s{peer}" : null, Service(service, first), accept ? RuleAction.Accept : RuleAction.Drop));

    private static readonly Gen<HostPolicy> Host = Gen.Select(
        Rule.Array[0, 4], Gen.OneOf(Addresses[1..9]).Array[0, 3], Gen.OneOf(Addresses[11..15]).Array[0, 2],
        (rules, four, six) => Hosts.Host(rules, AddressSet.Create("s0", four), AddressSet.Create("s1", four.Take(1).Concat(six))));

    [Fact]
    public void Two_policies_are_equal_exactly_when_no_packet_tells_them_apart()
    {
        int equal = 0, different = 0;
        Sampling.Until(() => equal > 200 && different > 200, () => $"{equal} equal, {different} different", () => Gen.Select(Host, Host, Gen.Int[0, 5]).Sample((left, other, rewrite) =>
        {
            var right = rewrite == 0 ? other : Rewrite(left, rewrite);
            bool same = Meaning(left).SequenceEqual(Meaning(right));
            var canonical = (Canonical(left), Canonical(right));
            if (same != canonical.Item1.Equals(canonical.Item2))
                Assert.Fail($"Brute force says {(same ? "equal" : "different")}:\n{string.Join('\n', left.Lists["l"].Rules)}\nand\n{string.Join('\n', right.Lists["l"].Rules)}");
            if (same)
                Assert.Equal(canonical.Item1.GetHashCode(), canonical.Item2.GetHashCode());
            Interlocked.Increment(ref same ? ref equal : ref different);
        }, iter: 2000));
    }

    [Fact]
    public void A_prefix_that_is_split_in_halves_means_the_same_in_other_classes()
    {
        var whole = Hosts.Host([Hosts.Rule("10.0.0.0/24", "tcp:80-90")]);
        var halves = Hosts.Host([Hosts.Rule("10.0.0.0/25", "tcp:80-85"), Hosts.Rule("10.0.0.128/25", "tcp:80-90"), Hosts.Rule("10.0.0.0/25", "tcp:86-90")]);
        Assert.Equal(Canonical(whole), Canonical(halves));
    }

    [Fact]
    public void A_set_and_the_same_addresses_as_prefixes_mean_the_same()
    {
        var set = Hosts.Host([Hosts.Rule("s", "udp:53")], AddressSet.Create("s", [Hosts.Ip("10.0.0.4"), Hosts.Ip("10.0.0.5"), Hosts.Ip("2001:db8::1")]));
        var prefixes = Hosts.Host([Hosts.Rule("10.0.0.4/31", "udp:53"), Hosts.Rule("2001:db8::1/128", "udp:53")]);
        Assert.Equal(Canonical(set), Canonical(prefixes));
        Assert.NotEqual(Canonical(set), Canonical(prefixes.With(Hosts.List("l", Hosts.Rule("10.0.0.4/31", "udp:53")))));
    }

    [Fact]
    public void A_class_without_addresses_does_not_count()
    {
        // The /24 is all halves, the /32 is all one host: what their own rules say reaches nobody.
        var padded = Hosts.Host(
            [Hosts.Rule("10.0.0.0/25", "tcp:1"), Hosts.Rule("10.0.0.128/25", "tcp:1"), Hosts.Rule("s", "tcp:2"), Hosts.Rule("s", "ALL", false), Hosts.Rule("11.0.0.1/32", "tcp:3"), Hosts.Rule("10.0.0.0/24", "tcp:1")],
            AddressSet.Create("s", [Hosts.Ip("11.0.0.1")]));
        var plain = Hosts.Host([Hosts.Rule("10.0.0.0/24", "tcp:1"), Hosts.Rule("11.0.0.1/32", "tcp:2")]);
        Assert.Equal(Canonical(plain), Canonical(padded));
    }

    [Fact]
    public void A_packet_set_holds_what_the_policy_accepts() =>
        Gens.Host.Sample(policy =>
        {
            var accepted = PacketSet.AcceptedBy(Hosts.Compile(policy), "eni-0", Direction.Ingress);
            foreach (var far in Probes.Addresses(policy))
            {
                foreach (var protocol in Probes.Protocols)
                {
                    foreach (ushort port in protocol.HasPorts ? Probes.Ports(policy) : [0])
                    {
                        bool expected = PlainEvaluator.Evaluate(policy, "eni-0", Direction.Ingress, far, protocol, port).Action == RuleAction.Accept;
                        Assert.Equal(expected, accepted.Contains(far, protocol, port));
                    }
                }
            }
        }, iter: 60);

    [Fact]
    public void No_two_rows_and_no_two_columns_of_a_fresh_table_are_equal() =>
        Gens.Host.Sample(policy =>
        {
            foreach (var table in Hosts.Compile(policy).Policies)
            {
                var rows = table.Matrix.ToArray().Chunk(table.Columns).ToList();
                Assert.Equal(table.Rows, rows.Select(row => string.Join(',', row)).Distinct().Count());
                Assert.Equal(table.Columns, Enumerable.Range(0, table.Columns).Select(column => string.Join(',', rows.Select(row => row[column]))).Distinct().Count());
            }
        }, iter: 200);

    private static PacketSet Canonical(HostPolicy policy) => PacketSet.AcceptedBy(Hosts.Compile(policy), "a", Direction.Ingress);

    private static IEnumerable<RuleAction> Meaning(HostPolicy policy) =>
        from far in Addresses
        from protocol in Probes.Protocols
        from port in Ports
        select PlainEvaluator.Evaluate(policy, "a", Direction.Ingress, far, protocol, port).Action;

    /// <summary>Other rules that often, not always, mean the same.</summary>
    private static HostPolicy Rewrite(HostPolicy policy, int how)
    {
        var rules = policy.Lists["l"].Rules;
        ImmutableArray<HostRule> rewritten = how switch
        {
            1 => [.. rules.SelectMany(Halve)],
            2 => rules.Length > 1 ? [rules[1], rules[0], .. rules[2..]] : rules,
            3 => [.. rules, Hosts.Rule("0.0.0.0/0", "ALL", accept: false)],
            4 => rules.IsEmpty ? rules : rules[..^1],
            _ => [.. rules, .. rules.Take(1)],
        };
        return policy.With(new RuleList("l", Direction.Ingress, rewritten));
    }

    private static IEnumerable<HostRule> Halve(HostRule rule)
    {
        if (rule.Addresses?.Ranges is not [{ Block: { } prefix }] || prefix.Length == prefix.Family.Bits())
            return [rule];
        var upper = new IpAddress(prefix.Family, prefix.Last.Value);
        return [rule with { Addresses = AddressRanges.Of(new IpPrefix(upper, prefix.Length + 1)) }, rule with { Addresses = AddressRanges.Of(new IpPrefix(prefix.Network, prefix.Length + 1)) }];
    }

    private static IpPrefix Prefix(int family, int host) => family == 2
        ? new IpPrefix(IpAddress.V4(0x0A000000u + (uint)host), host % 3 == 0 ? 0 : 29 + (host % 4))
        : new IpPrefix(IpAddress.V6(Net6 + (UInt128)(host % 4)), host % 3 == 0 ? 0 : 126 + (host % 3));

    private static LiteralService Service(int service, int first) => service switch
    {
        0 => Ringfence.Policy.Rules.Service.Any,
        1 => new LiteralService(IpProtocol.Icmp, PortSet.All),
        // Up to 65535, so that ports 5 to 65535 are alike and one of them stands for all.
        2 => new LiteralService(IpProtocol.Tcp, PortSet.Of(new PortRange((ushort)first, ushort.MaxValue))),
        3 => new LiteralService(IpProtocol.Tcp, PortSet.Of(new PortRange((ushort)Math.Min(first, 4), 4))),
        _ => new LiteralService(IpProtocol.Udp, PortSet.Of(new PortRange(0, (ushort)Math.Min(first, 4)))),
    };
}
