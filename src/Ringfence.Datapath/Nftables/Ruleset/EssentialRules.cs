using Ringfence.Policy.Addressing;
using Ringfence.Policy.Evaluation;
using Ringfence.Policy.Rules;

namespace Ringfence.Datapath.Nftables.Ruleset;

/// <summary><see cref="AlwaysAllowed"/> as nft matches.</summary>
internal static class EssentialRules
{
    /// <summary>Matches for the ICMPv6 messages of a way, one for each hop limit and kind of source.</summary>
    public static IEnumerable<string> IcmpV6(LinkEssentials enabled, Direction way) => AlwaysAllowed.IcmpV6
        .Where(m => m.Way == way && enabled.HasFlag(m.Kind))
        .GroupBy(m => m.HopLimit)
        .Select(g => $"icmpv6 type {{ {string.Join(", ", g.Select(m => m.Type))} }} ip6 hoplimit {g.Key}");

    /// <summary>Matches for the UDP messages of a way.</summary>
    public static IEnumerable<string> Udp(LinkEssentials enabled, Direction way) => AlwaysAllowed.Udp
        .Where(m => m.Way == way && enabled.HasFlag(m.Kind))
        .Select(m => $"meta nfproto {Family(m)} udp sport {m.SourcePort} udp dport {m.DestinationPort}");

    /// <summary>
    /// Matches for the messages of an instance that may have no address yet: from the unspecified or a link-local source. Without family conditions that
    /// the bridge family does not know.
    /// </summary>
    public static IEnumerable<string> FromUnaddressed(LinkEssentials enabled)
    {
        foreach (var message in AlwaysAllowed.Udp.Where(m => m.Way == Direction.Egress && enabled.HasFlag(m.Kind)))
        {
            string source = message.Family == AddressFamily.IPv4 ? "ip saddr 0.0.0.0" : "ip6 saddr fe80::/10";
            yield return $"{source} udp sport {message.SourcePort} udp dport {message.DestinationPort}";
        }

        foreach (string match in IcmpV6(enabled, Direction.Egress))
            yield return $"ip6 saddr {{ ::, fe80::/10 }} {match}";
    }

    /// <summary>As <see cref="Udp"/>, for the bridge family.</summary>
    public static IEnumerable<string> UdpOnBridge(LinkEssentials enabled, Direction way) => AlwaysAllowed.Udp
        .Where(m => m.Way == way && enabled.HasFlag(m.Kind))
        .Select(m => $"ether type {(m.Family == AddressFamily.IPv4 ? "ip" : "ip6")} udp sport {m.SourcePort} udp dport {m.DestinationPort}");

    private static string Family(EssentialUdp message) => message.Family == AddressFamily.IPv4 ? "ipv4" : "ipv6";
}
