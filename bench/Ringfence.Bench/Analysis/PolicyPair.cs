using System.Collections.Immutable;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Analysis.Effective;
using Ringfence.Policy.Compilation;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Bench.Analysis;

/// <summary>Two effective policies of one interface with as many rules each, which differ in one of them.</summary>
internal sealed class PolicyPair
{
    private const int Seed = 4711;
    private const int Ports = 100;

    public PolicyPair(int rules)
    {
        var random = new Random(Seed);
        ImmutableArray<HostRule> one = [.. Enumerable.Range(1, rules).Select(id => Rule(random, id))];
        Rules = one;
        Changed = one.SetItem(rules / 2, one[rules / 2] with { Action = one[rules / 2].Action == RuleAction.Accept ? RuleAction.Drop : RuleAction.Accept });
    }

    /// <summary>The address of the interface.</summary>
    public static IpAddress Own { get; } = IpAddress.Parse("10.0.0.1");

    public ImmutableArray<HostRule> Rules { get; }

    public ImmutableArray<HostRule> Changed { get; }

    /// <summary>A host with one interface, which has the rules in both directions.</summary>
    public static HostPolicy Host(ImmutableArray<HostRule> rules) => HostPolicy.Empty with
    {
        Interfaces = ImmutableDictionary<string, InterfacePolicy>.Empty.Add("a", new InterfacePolicy
        {
            InterfaceId = "a",
            Device = "d",
            Role = InterfaceRole.Guest,
            Addresses = [Own],
            SourceCheck = true,
            IngressLists = ["l"],
            EgressLists = [],
        }),
        Lists = ImmutableDictionary<string, RuleList>.Empty.Add("l", new RuleList("l", Direction.Ingress, rules)),
    };

    public static HostTables Compile(ImmutableArray<HostRule> rules) => HostCompiler.Compile(Host(rules)) is Compiled compiled ? compiled.Tables : throw new InvalidOperationException("It does not fit.");

    public ImmutableArray<EffectiveRule> Effective() =>
        [.. Rules.Select((rule, at) => new EffectiveRule(rule.Id, "sg", at, "peer", rule.Addresses!, rule.Services, rule.Action))];

    private static HostRule Rule(Random random, int id)
    {
        bool isIpv6 = random.Next(10) == 0;
        var address = isIpv6
            ? IpAddress.V6(((UInt128)0x20010DB8 << 96) | ((UInt128)(uint)random.Next() << 48))
            : IpAddress.V4(0x0A000000u | (uint)random.Next(1 << 24));
        var prefix = new IpPrefix(address, isIpv6 ? random.Next(40, 65) : random.Next(16, 33));
        ushort port = (ushort)(1 + (random.Next(Ports) * 37));
        var service = new LiteralService(random.Next(3) == 0 ? IpProtocol.Udp : IpProtocol.Tcp, PortSet.Of(new PortRange(port, (ushort)(port + (random.Next(4) == 0 ? 10 : 0)))));
        return new HostRule(new RuleId(id), AddressRanges.Of(prefix), null, ServiceSet.Of(service), random.Next(4) == 0 ? RuleAction.Drop : RuleAction.Accept);
    }
}
