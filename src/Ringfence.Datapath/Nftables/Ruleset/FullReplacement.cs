using System.Collections.Immutable;
using Ringfence.Datapath.Nftables.Text;
using Ringfence.Policy.Evaluation;

namespace Ringfence.Datapath.Nftables.Ruleset;

/// <summary>The head of a transaction that replaces our tables, whatever they hold, by fresh ones: no packet finds a gap between.</summary>
internal static class FullReplacement
{
    public static void WriteHead(
        NftScript script, HookPriority priority, EnforcementOptions options, ImmutableSortedDictionary<string, DropCount> counters)
    {
        WriteRemoval(script);
        InetSkeleton.Write(script, TableNames.Main, priority, options, counters);
        BridgeSkeleton.Write(script, TableNames.Main, priority, options, counters);
        if (!options.Essentials.HasFlag(LinkEssentials.Arp))
            ArpRules(script, TableNames.Main.Arp, priority, counters.GetValueOrDefault(DropReason.Arp));
    }

    /// <summary>Removes our tables, existing or not.</summary>
    public static void WriteRemoval(NftScript script)
    {
        foreach (string table in (string[])[TableNames.Main.Inet, TableNames.Main.Bridge, TableNames.Main.Arp])
        {
            // Deleting what does not exist is an error in nft; adding what exists is not.
            script.Line($"add table {table}");
            script.Line($"delete table {table}");
        }
    }

    private static void ArpRules(NftScript script, string t, HookPriority priority, DropCount count)
    {
        script.Line($"add table {t} {{ comment \"ringfence 1\" ; }}");
        script.Line($"add counter {t} {DropReason.Arp} {{ packets {count.Packets} bytes {count.Bytes} }}");
        script.Line($"add set {t} enforced {{ type ifname ; }}");
        script.Line($"add chain {t} input {{ type filter hook input priority {priority.Filter} ; policy accept ; }}");
        script.Line($"add chain {t} output {{ type filter hook output priority {priority.Filter} ; policy accept ; }}");
        script.Line($"add rule {t} input iifname @enforced counter name {DropReason.Arp} drop");
        script.Line($"add rule {t} output oifname @enforced counter name {DropReason.Arp} drop");
    }
}
