using System.Globalization;
using System.Numerics;
using System.Text;
using Ringfence.Bench.Datapath.Topology;

namespace Ringfence.Bench.Datapath.Rules;

/// <summary>An IPv4 rule set as OpenStack Neutron's iptables firewall writes it: state first, the list in order with ipset for groups, INVALID, DROP.</summary>
internal static class IptablesRules
{
    private const string GroupSet = "members";

    /// <summary>For <c>iptables-restore</c>.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="bridged">True when the instance's device is a port of a bridge (br_netfilter).</param>
    public static string Table(RuleSet rules, bool bridged)
    {
        string toInstance = bridged ? $"-m physdev --physdev-out {Wiring.InstanceDevice} --physdev-is-bridged" : $"-o {Wiring.InstanceDevice}";
        var text = new StringBuilder("*filter\n:INPUT ACCEPT\n:FORWARD DROP\n:OUTPUT ACCEPT\n:instance - [0:0]\n")
            .Append(CultureInfo.InvariantCulture, $"-A FORWARD {toInstance} -j instance\n-A instance -m state --state RELATED,ESTABLISHED -j ACCEPT\n")
            // Answers: in Neutron they pass the chain of the sending port, which begins with the same rule.
            .Append("-A FORWARD -m state --state RELATED,ESTABLISHED -j ACCEPT\n");
        foreach (var rule in rules.Rules)
        {
            string peer = rule.Prefix is { } prefix ? $"-s {prefix}" : $"-m set --match-set {GroupSet} src";
            text.Append(CultureInfo.InvariantCulture, $"-A instance -p {rule.ProtocolName} -m {rule.ProtocolName} --dport {rule.Port} {peer} -j ACCEPT\n");
        }

        return text.Append("-A instance -m state --state INVALID -j DROP\n-A instance -j DROP\nCOMMIT\n").ToString();
    }

    /// <summary>For <c>ipset restore</c>; empty when no rule names the group.</summary>
    public static string Sets(RuleSet rules)
    {
        if (rules.Members.IsEmpty)
            return string.Empty;
        uint size = BitOperations.RoundUpToPowerOf2((uint)rules.Members.Length);
        var text = new StringBuilder().Append(
            CultureInfo.InvariantCulture, $"create {GroupSet} hash:net family inet hashsize {Math.Max(1024, size)} maxelem {Math.Max(65536, 2 * size)}\n");
        foreach (var member in rules.Members)
            text.Append(CultureInfo.InvariantCulture, $"add {GroupSet} {member}\n");
        return text.ToString();
    }
}
