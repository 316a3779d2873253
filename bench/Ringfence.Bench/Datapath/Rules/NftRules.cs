using System.Globalization;
using System.Text;
using Ringfence.Bench.Datapath.Topology;
using Ringfence.Policy.Addressing;

namespace Ringfence.Bench.Datapath.Rules;

/// <summary>A rule set as nftables scripts.</summary>
internal static class NftRules
{
    public const string Table = "inet bench";
    public const string GroupSet = "members";
    public const string RuleMap = "verdicts";
    public const string InstanceChain = "instance";

    private const string State = "    ct state established,related accept\n    ct state invalid drop\n";

    /// <summary>Connection tracking and nothing else: the least that any stateful rule set on netfilter costs.</summary>
    public static string ConntrackOnly { get; } =
        $"table {Table} {{\n  chain forward {{\n    type filter hook forward priority 0; policy accept;\n{State}  }}\n}}\n";

    /// <summary>
    /// As somebody writes it who knows nftables: state first, the instance by a verdict map of devices, all prefix rules in one concatenated interval map, group rules by a
    /// verdict map of ports, so that no list is walked.
    /// </summary>
    public static string Expert(RuleSet rules)
    {
        var text = Head(rules);
        var prefixRules = rules.Rules.Where(rule => rule.Prefix is not null).ToList();
        var groupRules = rules.Rules.Where(rule => rule.Prefix is null).ToList();
        text.Append(CultureInfo.InvariantCulture, $"  map {RuleMap} {{ type {AddressType(rules)} . inet_proto . inet_service : verdict; flags interval; elements = {{ {Elements(prefixRules)} }} }}\n");
        foreach (var rule in groupRules)
            text.Append(CultureInfo.InvariantCulture, $"  chain {PortChain(rule)} {{\n    {Match(rules)} saddr @{GroupSet} accept\n  }}\n");
        text.Append(CultureInfo.InvariantCulture, $"  chain {InstanceChain} {{\n");
        if (groupRules.Count > 0)
        {
            string ports = string.Join(", ", groupRules.Select(rule => string.Create(CultureInfo.InvariantCulture, $"{rule.Protocol.Number} . {rule.Port} : jump {PortChain(rule)}")));
            text.Append(CultureInfo.InvariantCulture, $"    meta l4proto . th dport vmap {{ {ports} }}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"    {Match(rules)} saddr . meta l4proto . th dport vmap @{RuleMap}\n  }}\n");
        return Tail(text);
    }

    /// <summary>The same head, and a rule for each rule.</summary>
    public static string Linear(RuleSet rules)
    {
        var text = Head(rules).Append(CultureInfo.InvariantCulture, $"  chain {InstanceChain} {{\n");
        foreach (var rule in rules.Rules)
            text.Append("    ").Append(Rule(rules, rule)).Append('\n');
        return Tail(text.Append("  }\n"));
    }

    /// <summary>One transaction that puts other rules in the place of all rules of the linear list.</summary>
    public static string ReplaceLinear(RuleSet rules)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"flush chain {Table} {InstanceChain}\n");
        foreach (var rule in rules.Rules)
            text.Append(CultureInfo.InvariantCulture, $"add rule {Table} {InstanceChain} {Rule(rules, rule)}\n");
        return text.ToString();
    }

    /// <summary>One transaction that puts other elements in the place of all of the expert's map.</summary>
    public static string ReplaceExpert(RuleSet rules) =>
        $"flush map {Table} {RuleMap}\nadd element {Table} {RuleMap} {{ {Elements(rules.Rules)} }}\n";

    /// <summary>A transaction of one member more.</summary>
    public static string AddMember(IpAddress address) => $"add element {Table} {GroupSet} {{ {address} }}\n";

    private static StringBuilder Head(RuleSet rules)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"table {Table} {{\n");
        return rules.Members.IsEmpty
            ? text
            : text.Append(CultureInfo.InvariantCulture, $"  set {GroupSet} {{ type {AddressType(rules)}; elements = {{ {string.Join(", ", rules.Members)} }} }}\n");
    }

    private static string Tail(StringBuilder text) => text
        .Append("  chain forward {\n    type filter hook forward priority 0; policy drop;\n").Append(State)
        .Append(CultureInfo.InvariantCulture, $"    oifname vmap {{ \"{Wiring.InstanceDevice}\" : jump {InstanceChain} }}\n")
        .Append(CultureInfo.InvariantCulture, $"  }}\n}}\n").ToString();

    private static string Elements(IEnumerable<BenchRule> rules) =>
        string.Join(", ", rules.Select(rule => string.Create(CultureInfo.InvariantCulture, $"{rule.Prefix} . {rule.Protocol.Number} . {rule.Port} : accept")));

    private static string Rule(RuleSet rules, BenchRule rule) => string.Create(
        CultureInfo.InvariantCulture, $"{Match(rules)} saddr {rule.Prefix?.ToString() ?? "@" + GroupSet} {rule.ProtocolName} dport {rule.Port} accept");

    private static string PortChain(BenchRule rule) => string.Create(CultureInfo.InvariantCulture, $"{rule.ProtocolName}_{rule.Port}");

    private static string AddressType(RuleSet rules) => rules.Family == AddressFamily.IPv4 ? "ipv4_addr" : "ipv6_addr";

    private static string Match(RuleSet rules) => rules.Family == AddressFamily.IPv4 ? "ip" : "ip6";
}
