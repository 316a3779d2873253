using Ringfence.Datapath.Nftables.Text;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Datapath.Nftables.Ruleset;

/// <summary>
/// One rule as nft text, always in terms of the flow's first packet (<c>ct original</c>): so it gives the same answer for packets of either direction and
/// for ICMP errors about the flow.
/// </summary>
internal static class RuleText
{
    /// <summary>Adds a rule to a chain: one nft rule for a prefix, one for each family for an address set.</summary>
    public static void Append(NftScript script, string table, int chain, HostRule rule, Direction direction, int setNumber)
    {
        if (rule.Prefix is { } prefix)
        {
            script.Part($"add rule {table} c{chain} ");
            Service(script, prefix.Family, rule.Service);
            if (prefix.Length > 0)
                script.Part($"ct original {Selector(prefix.Family, direction)} {prefix} ");
            script.Line($"goto {Target(direction, rule.Action)}");
            return;
        }

        foreach (var family in Families)
        {
            script.Part($"add rule {table} c{chain} ");
            Service(script, family, rule.Service);
            script.Line($"jump {MemberChain(setNumber, family, direction, rule.Action)}");
        }
    }

    /// <summary>Both families, IPv4 first.</summary>
    public static ReadOnlySpan<AddressFamily> Families => [AddressFamily.IPv4, AddressFamily.IPv6];

    /// <summary>Where a match goes: on to the ingress side, to the end of judgement, or to the drop.</summary>
    public static string Target(Direction direction, RuleAction action) =>
        action == RuleAction.Drop ? "drop_policy" : direction == Direction.Egress ? "egress_ok" : "commit";

    /// <summary>The first packet's far address.</summary>
    public static string Selector(AddressFamily family, Direction direction) => (family, direction) switch
    {
        (AddressFamily.IPv4, Direction.Ingress) => "ip saddr",
        (AddressFamily.IPv4, _) => "ip daddr",
        (_, Direction.Ingress) => "ip6 saddr",
        _ => "ip6 daddr",
    };

    /// <summary>The chain that asks a set and goes to the target: the only place that names the set, so that exchanging a set touches few rules.</summary>
    public static string MemberChain(int setNumber, AddressFamily family, Direction direction, RuleAction action) =>
        $"a{setNumber}v{(int)family}{(direction == Direction.Ingress ? 'i' : 'e')}{(action == RuleAction.Accept ? 'a' : 'd')}";

    private static void Service(NftScript script, AddressFamily family, LiteralService service)
    {
        script.Part($"meta nfproto {(family == AddressFamily.IPv4 ? "ipv4" : "ipv6")} ");
        if (service.Protocol is not { } protocol)
            return;
        script.Part($"ct original protocol {protocol.Number} ");
        if (!protocol.HasPorts || service.Ports.IsAll)
            return;
        var ranges = service.Ports.Ranges;
        script.Append("ct original proto-dst ");
        if (ranges.Length > 1)
            script.Append("{ ");
        for (int i = 0; i < ranges.Length; i++)
        {
            if (i > 0)
                script.Append(", ");
            script.Part($"{ranges[i].First}");
            if (ranges[i].Last != ranges[i].First)
                script.Part($"-{ranges[i].Last}");
        }

        script.Append(ranges.Length > 1 ? " } " : " ");
    }
}
