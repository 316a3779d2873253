using Ringfence.Datapath.Nftables.Text;

namespace Ringfence.Datapath.Nftables.Ruleset;

/// <summary>
/// Flows that a change refused and whose entry was deleted must not come back as a "new" flow in the other direction: a server that still has data to send
/// would reopen its cut conversation by its own egress rules. The reversed tuples of deleted flows are kept in a set for a while; a TCP handshake is new in
/// its own right and passes.
/// </summary>
internal static class CutFlowRules
{
    /// <summary>Most tuples of each family; when full, refused flows simply stay tracked, which refuses them as well.</summary>
    public const int MostFlows = 65535;

    public static void DeclareSets(NftScript script, TableNames names)
    {
        foreach (var (set, type) in (ReadOnlySpan<(string, string)>)[("cut_v4", "ipv4_addr"), ("cut_v6", "ipv6_addr")])
        {
            script.Line(
                $"add set {names.Inet} {set} {{ type {type} . {type} . inet_proto . inet_service . inet_service ; size {MostFlows} ; flags timeout ; }}");
        }
    }

    public static void Write(NftScript script, string t)
    {
        script.Line($"add rule {t} new_flow ip saddr . ip daddr . meta l4proto . th sport . th dport @cut_v4 jump cut_flow");
        script.Line($"add rule {t} new_flow ip6 saddr . ip6 daddr . meta l4proto . th sport . th dport @cut_v6 jump cut_flow");
        script.Line($"add rule {t} cut_flow tcp flags & (syn | ack) == syn return");
        script.Line($"add rule {t} cut_flow counter name {DropReason.CutFlow} drop");
    }
}
