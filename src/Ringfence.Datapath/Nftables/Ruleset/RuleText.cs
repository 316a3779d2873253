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
    /// <summary>
    /// Adds a rule to a chain: one nft rule for each family of its addresses and each of its services. Addresses and ports of templates are anonymous sets, which
    /// belong to their nft rule and so change with it, never under a packet. A rule without addresses or services has no nft rule.
    /// </summary>
    public static void Append(NftScript script, string table, int chain, HostRule rule, Direction direction, int setNumber)
    {
        foreach (var family in Families)
        {
            var ranges = RangesOf(rule, family);
            if (ranges.IsEmpty && rule.AddressSetId is null)
                continue;
            foreach (var service in rule.Services.Services)
            {
                script.Part($"add rule {table} c{chain} ");
                Service(script, family, service);
                if (rule.AddressSetId is not null)
                {
                    script.Line($"jump {MemberChain(setNumber, family, direction, rule.Action)}");
                    continue;
                }

                Addresses(script, family, direction, ranges);
                script.Line($"goto {Target(direction, rule.Action)}");
            }
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

    /// <summary>The rule's addresses of a family: they stand together, IPv4 first.</summary>
    private static ReadOnlySpan<IpRange> RangesOf(HostRule rule, AddressFamily family)
    {
        if (rule.Addresses is not { } addresses)
            return [];
        var ranges = addresses.Ranges.AsSpan();
        int first6 = 0;
        while (first6 < ranges.Length && ranges[first6].Family == AddressFamily.IPv4)
            first6++;
        return family == AddressFamily.IPv4 ? ranges[..first6] : ranges[first6..];
    }

    private static void Addresses(NftScript script, AddressFamily family, Direction direction, ReadOnlySpan<IpRange> ranges)
    {
        if (ranges[0].Block is { Length: 0 })
            return;
        script.Part($"ct original {Selector(family, direction)} ");
        if (ranges.Length > 1)
            script.Append("{ ");
        for (int i = 0; i < ranges.Length; i++)
        {
            if (i > 0)
                script.Append(", ");
            if (ranges[i].Block is { } block)
                script.Part($"{block}");
            else
                script.Part($"{ranges[i].First}-{ranges[i].Last}");
        }

        script.Append(ranges.Length > 1 ? " } " : " ");
    }

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
