using System.Collections.Immutable;
using Ringfence.Datapath.Nftables.Text;
using Ringfence.Policy.Rules;

namespace Ringfence.Datapath.Nftables.Ruleset;

/// <summary>
/// What is in the IP table whatever the policy says: hooks, dispatch maps and the stages between them. docs/decisions/0002-nftables-datapath.md draws the
/// path of a packet. Foreign devices are in no map and fall through untouched.
/// </summary>
internal static class InetSkeleton
{
    private static readonly string[] DirectedMaps =
        ["egress_in", "egress_out", "ingress_in", "ingress_out", "host_egress_in", "host_egress_out", "host_ingress_in", "host_ingress_out"];

    private static readonly string[] PortMaps = ["port_egress_from", "port_egress_to", "port_ingress_from", "port_ingress_to"];

    // Chains are declared before any rule names them.
    private static readonly string[] Chains =
    [
        "known", "known_ingress", "known_egress", "egress_stage", "egress_ok", "ingress_stage", "commit", "pass", "new_flow", "cut_flow", "no_flow",
        "no_flow_local", "nd_from", "nd_to", "source_else", "essential_egress", "essential_ingress",
        "host_input", "host_output", "find_sender", "find_port", "judge_output", "drop_policy",
    ];

    public static void Write(
        NftScript script, TableNames names, HookPriority priority, EnforcementOptions options, ImmutableSortedDictionary<string, DropCount> counters)
    {
        string t = names.Inet;
        script.Line($"add table {t} {{ comment \"ringfence 1\" ; }}");
        foreach (string reason in DropReason.Inet)
        {
            var count = counters.GetValueOrDefault(reason);
            script.Line($"add counter {t} {reason} {{ packets {count.Packets} bytes {count.Bytes} }}");
        }

        script.Line($"add map {t} source {{ type ifname : verdict ; }}");
        script.Line($"add map {t} host_source {{ type ifname : verdict ; }}");
        foreach (string map in DirectedMaps)
            script.Line($"add map {t} {map} {{ type ct_dir . ifname : verdict ; }}");
        foreach (string map in PortMaps)
            script.Line($"add map {t} {map} {{ type mark : verdict ; }}");
        foreach (string map in (string[])["port_by", "sender_by"])
        {
            script.Line($"add map {t} {map}_v4 {{ type ifname . ipv4_addr : verdict ; }}");
            script.Line($"add map {t} {map}_v6 {{ type ifname . ipv6_addr : verdict ; }}");
        }

        script.Line($"add set {t} guests {{ type ifname ; }}");
        script.Line($"add set {t} hosts {{ type ifname ; }}");
        CutFlowRules.DeclareSets(script, names);
        foreach (string chain in Chains)
            script.Line($"add chain {t} {chain}");
        foreach (string hook in (string[])["forward", "input", "output"])
            script.Line($"add chain {t} {hook} {{ type filter hook {hook} priority {priority.Filter} ; policy accept ; }}");
        Hooks(script, t);
        Stages(script, t);
        Exceptions(script, t, options);
        HostRole(script, t, options);
    }

    private static void Hooks(NftScript script, string t)
    {
        // Between the machine and an enforced port of its own bridge, port and machine judge; what only the machine may do is not for the port.
        string notPort = $"meta mark & {Hex(PortMark.MagicMask)} != {Hex(PortMark.Magic)}";
        Rules(script, t, "forward",
            "iifname vmap @source", "meta iifkind \"bridge\" jump find_sender", "meta oifkind \"bridge\" jump find_port", "ct state invalid,untracked goto no_flow", "jump known",
            "ct state new jump new_flow", "goto egress_stage");
        Rules(script, t, "input",
            "iifname vmap @source", "meta iifkind \"bridge\" jump find_sender", $"iifname @hosts {notPort} jump host_input", "ct state invalid,untracked goto no_flow_local", "jump known",
            "ct state new jump new_flow", "goto egress_stage");
        Rules(script, t, "output",
            "meta oifkind \"bridge\" jump find_port", $"oifname @hosts {notPort} jump host_output", "oifname vmap @host_source",
            "ct state invalid,untracked goto no_flow_local",
            // Of a packet for many there is one for each device, and all belong to one flow.
            "ip daddr 224.0.0.0/3 goto judge_output", "ip6 daddr ff00::/8 goto judge_output", "jump known", "goto judge_output");
        Rules(script, t, "judge_output", "ct state new jump new_flow", "goto egress_stage");
    }

    private static void Stages(NftScript script, string t)
    {
        // A flow that only one side accepted in this generation passes unless its other side is enforced by now. Most others have no such side: two look-ups say so.
        Rules(script, t, "known_ingress", "ct direction original iifname != @guests oifname != @hosts goto pass", "ct direction reply oifname != @guests iifname != @hosts goto pass");
        EgressSides(script, t, "known_ingress");
        Rules(script, t, "known_ingress", "goto pass");
        Rules(script, t, "known_egress", "ct direction original oifname != @guests iifname != @hosts goto pass", "ct direction reply iifname != @guests oifname != @hosts goto pass",
            "goto ingress_stage");
        EgressSides(script, t, "egress_stage");
        Rules(script, t, "egress_stage", "goto ingress_stage");
        Rules(script, t, "ingress_stage",
            "meta l4proto udp jump essential_ingress", "ct direction . iifname vmap @ingress_in", "ct direction . oifname vmap @ingress_out",
            $"ct direction reply meta mark & {Hex(PortMark.MagicMask | PortMark.FromMask)} vmap @port_ingress_from",
            $"ct direction original meta mark & {Hex(PortMark.MagicMask | PortMark.ToMask)} vmap @port_ingress_to",
            "meta oif 0 ct direction . iifname vmap @host_ingress_in", "meta iif 0 ct direction . oifname vmap @host_ingress_out",
            "goto pass");
        Rules(script, t, "pass",
            $"meta mark & {Hex(PortMark.MagicMask)} == {Hex(PortMark.Magic)} "
            + $"meta mark set meta mark & {Hex(PortMark.PortsMask)} | {Hex(PortMark.Judged)}",
            "accept");
        Rules(script, t, "find_sender",
            $"meta mark & {Hex(PortMark.MagicMask)} == {Hex(PortMark.Magic)} meta mark & {Hex(PortMark.FromMask)} != 0x0 return",
            // Somebody's rule took our mark away. The source check has made the address as good as the port.
            "iifname . ip saddr vmap @sender_by_v4", "iifname . ip6 saddr vmap @sender_by_v6");
        Rules(script, t, "find_port",
            // Bridged through: the bridge table has named the port already.
            $"meta mark & {Hex(PortMark.MagicMask)} == {Hex(PortMark.Magic)} meta mark & {Hex(PortMark.ToMask)} != 0x0 return",
            "oifname . ip daddr vmap @port_by_v4", "oifname . ip6 daddr vmap @port_by_v6");
        Rules(script, t, "drop_policy", $"counter name {DropReason.Policy} drop");
        CutFlowRules.Write(script, t);
    }

    /// <summary>Written out twice and not shared as a chain: the kernel allows 16 levels, and two set rules on the way of a packet need 15.</summary>
    private static void EgressSides(NftScript script, string t, string chain) => Rules(script, t, chain,
        "meta l4proto udp jump essential_egress", "ct direction . iifname vmap @egress_in", "ct direction . oifname vmap @egress_out",
        $"ct direction original meta mark & {Hex(PortMark.MagicMask | PortMark.FromMask)} vmap @port_egress_from",
        $"ct direction reply meta mark & {Hex(PortMark.MagicMask | PortMark.ToMask)} vmap @port_egress_to",
        // No device on the other side: not forwarded. After the ports, since the two are never the same side of a flow.
        "meta oif 0 ct direction . iifname vmap @host_egress_in", "meta iif 0 ct direction . oifname vmap @host_egress_out");

    private static void Exceptions(NftScript script, string t, EnforcementOptions options)
    {
        string magic = $"meta mark & {Hex(PortMark.MagicMask)} == {Hex(PortMark.Magic)}";
        Rules(script, t, "no_flow",
            "iifname @guests jump nd_from", "oifname @guests jump nd_to",
            $"{magic} meta mark & {Hex(PortMark.FromMask)} != 0x0 jump nd_from", $"{magic} meta mark & {Hex(PortMark.ToMask)} != 0x0 jump nd_to",
            "goto pass");
        Rules(script, t, "no_flow_local", "iifname @hosts jump nd_to", "oifname @hosts jump nd_from", "goto no_flow");
        foreach (var (chain, way) in (ReadOnlySpan<(string, Direction)>)[("nd_from", Direction.Egress), ("nd_to", Direction.Ingress)])
        {
            Rules(script, t, chain, $"ct state invalid counter name {DropReason.NoFlow} drop");
            foreach (string match in EssentialRules.IcmpV6(options.Essentials, way))
                Rules(script, t, chain, $"{match} return");
            Rules(script, t, chain, $"counter name {DropReason.NoFlow} drop");
        }

        foreach (string match in EssentialRules.FromUnaddressed(options.Essentials))
            Rules(script, t, "source_else", $"{match} return");
        Rules(script, t, "source_else", $"counter name {DropReason.Source} drop");

        // An exempt packet skips the judgement of the side that it physically passes; the other side judges as always.
        foreach (string match in EssentialRules.Udp(options.Essentials, Direction.Egress))
        {
            Rules(script, t, "essential_egress", $"ct direction original {match} goto ingress_stage");
            Rules(script, t, "essential_ingress", $"ct direction reply {match} goto pass");
        }

        foreach (string match in EssentialRules.Udp(options.Essentials, Direction.Ingress))
        {
            Rules(script, t, "essential_egress", $"ct direction reply {match} goto ingress_stage");
            Rules(script, t, "essential_ingress", $"ct direction original {match} goto pass");
        }
    }

    private static void HostRole(NftScript script, string t, EnforcementOptions options)
    {
        if (!options.FailsafeTcpPorts.IsDefaultOrEmpty)
        {
            // By port and without state: it must hold when connection tracking is restarted or confused.
            string ports = $"{{ {string.Join(", ", options.FailsafeTcpPorts)} }}";
            Rules(script, t, "host_input", $"tcp dport {ports} accept");
            Rules(script, t, "host_output", $"tcp sport {ports} tcp flags & (syn | ack) != syn accept");
            foreach (string family in (string[])["ipv4", "ipv6"])
            {
                Rules(script, t, "host_input",
                    $"ct state related meta nfproto {family} ct original protocol 6 ct original proto-dst {ports} accept");
            }
        }

        foreach (string match in EssentialRules.Udp(options.Essentials, Direction.Ingress))
            Rules(script, t, "host_input", $"{match} accept");
        foreach (string match in EssentialRules.Udp(options.Essentials, Direction.Egress))
            Rules(script, t, "host_output", $"{match} accept");
    }

    private static string Hex(uint value) => $"0x{value:x}";

    private static void Rules(NftScript script, string table, string chain, params ReadOnlySpan<string> rules)
    {
        foreach (string rule in rules)
            script.Line($"add rule {table} {chain} {rule}");
    }
}
