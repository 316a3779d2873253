using CsCheck;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Compilation;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;
using Ringfence.Policy.Tests.Compilation;

namespace Ringfence.Policy.Tests.Oracles;

/// <summary>The compiled table against DPDK's librte_acl, which somebody else wrote for something else. ./test runs it where DPDK is installed (Debian: libdpdk-dev).</summary>
[Trait("Needs", "dpdk")]
public sealed class AclOracleTests
{
    private const int Policies = 300, Packets = 200;

    private static readonly Gen<(IpAddress, IpProtocol, ushort)[]> Traffic = Gen.Select(
        Gen.Frequency((4, Gens.Address), (1, Gen.UInt.Select(IpAddress.V4))),
        Gen.OneOf(IpProtocol.Tcp, IpProtocol.Tcp, IpProtocol.Udp, IpProtocol.Udp, IpProtocol.Icmp, IpProtocol.IcmpV6, IpProtocol.Gre, new IpProtocol(255), new IpProtocol(0)),
        Gen.Frequency((3, Gen.Int[0, 12].Select(port => (ushort)port)), (1, Gen.Int[250, 770].Select(port => (ushort)port)), (1, Gen.UShort))).Array[Packets];

    [Fact]
    public void The_compiled_table_and_librte_acl_name_the_same_rule_for_every_packet()
    {
        Assert.SkipUnless(AclOracle.IsInstalled, "DPDK is not installed (Debian: libdpdk-dev).");
        using var oracle = new AclOracle();
        int matched = 0;
        Sampling.Until(() => matched > Policies * Packets / 20, () => $"{matched} packets met a rule", () => Gen.Select(Gens.Host, Traffic).Sample(
            (policy, packets) => matched += Compare(oracle, policy, packets), iter: Policies, threads: 1));
    }

    private static int Compare(AclOracle oracle, HostPolicy policy, (IpAddress Far, IpProtocol Protocol, ushort Port)[] packets)
    {
        var tables = Assert.IsType<Compiled>(HostCompiler.Compile(policy)).Tables;
        int matched = 0;
        foreach (var (id, subject) in policy.Interfaces)
        {
            foreach (var direction in Enum.GetValues<Direction>())
            {
                HostRule[] rules = [.. subject.Lists(direction).SelectMany(list => policy.Lists[list].Rules)];
                uint[] answers = oracle.Classify(rules, policy.Sets, packets);
                for (int i = 0; i < packets.Length; i++)
                {
                    var (far, protocol, port) = packets[i];
                    var compiled = tables.Evaluate(id, direction, far, protocol, port);
                    var rule = tables.Interfaces[id].Policy(direction).RuleIds[compiled.RuleIndex];
                    var expected = answers[i] == 0 ? null : rules[answers[i] - 1];
                    Assert.Equal((expected?.Id ?? default, expected?.Action ?? RuleAction.Drop), (rule, compiled.Action));
                    matched += expected is null ? 0 : 1;
                }
            }
        }

        return matched;
    }
}
