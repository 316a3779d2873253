using System.Collections.Immutable;
using Ringfence.Datapath.Nftables.Text;
using Ringfence.Policy.Evaluation;
using Ringfence.Policy.Rules;

namespace Ringfence.Datapath.Nftables.Ruleset;

/// <summary>
/// What is in the bridge table whatever the policy says. Before the IP hooks it writes the ports into the packet mark; after them it drops whatever touches
/// an enforced port and was not judged, so that switching the bridge's IP hooks off closes instead of opens.
/// </summary>
internal static class BridgeSkeleton
{
    private static readonly string[] Chains = ["require_judged", "unaddressed"];

    public static void Write(
        NftScript script, TableNames names, HookPriority priority, EnforcementOptions options, ImmutableSortedDictionary<string, DropCount> counters)
    {
        string t = names.Bridge;
        script.Line($"add table {t} {{ comment \"ringfence 1\" ; }}");
        foreach (string reason in DropReason.Bridge)
        {
            var count = counters.GetValueOrDefault(reason);
            script.Line($"add counter {t} {reason} {{ packets {count.Packets} bytes {count.Bytes} }}");
        }

        foreach (string map in (string[])["from_ports", "to_ports", "out_ports"])
            script.Line($"add map {t} {map} {{ type ifname : verdict ; }}");
        script.Line($"add set {t} ports {{ type ifname ; }}");
        foreach (string chain in Chains)
            script.Line($"add chain {t} {chain}");
        script.Line($"add chain {t} prerouting {{ type filter hook prerouting priority {priority.BridgePrerouting} ; policy accept ; }}");
        script.Line($"add chain {t} forward_before {{ type filter hook forward priority {priority.BridgeBefore} ; policy accept ; }}");
        script.Line($"add chain {t} forward_after {{ type filter hook forward priority {priority.BridgeAfter} ; policy accept ; }}");
        script.Line($"add chain {t} output {{ type filter hook output priority {priority.BridgeAfter} ; policy accept ; }}");

        // A mark of ours on an arriving frame is from another bridge of this namespace, or forged by something local: it says nothing here.
        script.Line($"add rule {t} prerouting meta mark & {PortMark.MagicMask} == {PortMark.Magic} meta mark set 0x0");
        script.Line($"add rule {t} prerouting meta mark & {PortMark.MagicMask} == {PortMark.Judged} meta mark set 0x0");
        script.Line($"add rule {t} prerouting iifname vmap @from_ports");
        script.Line($"add rule {t} forward_before oifname vmap @to_ports");
        script.Line($"add rule {t} forward_after iifname @ports goto require_judged");
        script.Line($"add rule {t} forward_after oifname @ports goto require_judged");
        script.Line($"add rule {t} output oifname vmap @out_ports");
        script.Line($"add rule {t} require_judged meta mark & {PortMark.MagicMask} == {PortMark.Judged} meta mark set 0x0 accept");
        if (options.Essentials.HasFlag(LinkEssentials.Arp))
            script.Line($"add rule {t} require_judged ether type arp accept");
        script.Line($"add rule {t} require_judged counter name {DropReason.BridgeUnjudged} drop");

        // What the host itself sends to all ports at once (router advertisements, solicitations, DHCP offers) has no single port to be judged for.
        foreach (string match in EssentialRules.IcmpV6(options.Essentials, Direction.Ingress))
            script.Line($"add rule {t} unaddressed {match} accept");
        foreach (string match in EssentialRules.UdpOnBridge(options.Essentials, Direction.Ingress))
            script.Line($"add rule {t} unaddressed {match} accept");
        script.Line($"add rule {t} unaddressed counter name {DropReason.BridgeUnjudged} drop");
    }
}
