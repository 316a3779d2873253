namespace Ringfence.Datapath.Nftables;

/// <summary>The names of our tables and of what is always in them. Nothing outside these tables is ever written.</summary>
/// <param name="Table">The table's name, the same in each family.</param>
internal sealed record TableNames(string Table)
{
    /// <summary>The tables that enforce.</summary>
    public static readonly TableNames Main = new("ringfence");

    /// <summary>With the family, for IP packets.</summary>
    public string Inet { get; } = $"inet {Table}";

    /// <summary>With the family, for frames on bridges.</summary>
    public string Bridge { get; } = $"bridge {Table}";

    /// <summary>With the family, for ARP; exists only where ARP is not let through.</summary>
    public string Arp { get; } = $"arp {Table}";
}

/// <summary>Why a packet was dropped: names of the counters.</summary>
internal static class DropReason
{
    public const string Policy = "drop_policy";
    public const string NoFlow = "drop_no_flow";
    public const string Source = "drop_source";
    public const string CutFlow = "drop_cut_flow";
    public const string BridgeSource = "drop_bridge_source";
    public const string BridgeEtherType = "drop_bridge_ethertype";
    public const string BridgeUnjudged = "drop_bridge_unjudged";
    public const string Arp = "drop_arp";

    public static readonly string[] Inet = [Policy, NoFlow, Source, CutFlow];
    public static readonly string[] Bridge = [BridgeSource, BridgeEtherType, BridgeUnjudged];
}

/// <summary>
/// The hook priorities of one life of the tables. A table that replaces another in one transaction must come after it in the hook: the new base chains are
/// registered before the commit and the old ones leave after it, and a packet between the two must meet the emptied chain first and the filled one last. So
/// each replacement moves up by one; nothing else depends on the number, and a reboot starts over.
/// </summary>
/// <param name="Step">0 or more.</param>
internal readonly record struct HookPriority(int Step)
{
    private const int First = -99;
    private const int FirstOnBridge = -1_000_000;

    /// <summary>After connection tracking (-200) and mangle (-150), at first before ordinary filters (0).</summary>
    public int Filter => First + Step;

    /// <summary>Before the bridge code calls the IP hooks (0) and before foreign bridge rules.</summary>
    public int BridgePrerouting => FirstOnBridge + Step;

    /// <summary>Before the bridge code calls the IP hooks.</summary>
    public int BridgeBefore => FirstOnBridge + Step;

    /// <summary>After the IP hooks have judged.</summary>
    public int BridgeAfter => 10 + Step;

    public HookPriority Up => new(Step + 1);

    /// <summary>Reads the step back from the priority of our forward chain.</summary>
    public static HookPriority FromFilter(int priority) => new(Math.Max(0, priority - First));
}
