using Ringfence.Datapath.Nftables;

namespace Ringfence.Datapath.Ebpf;

/// <summary>Where the packets of a family meet the guard's table.</summary>
/// <param name="Number">The family (NFPROTO).</param>
/// <param name="Family">Its name.</param>
/// <param name="Verdict">What happens to a packet of a device that is closed.</param>
/// <param name="Chains">A chain for each hook, named as that, and which ends of a packet it looks at.</param>
internal sealed record GuardHooks(byte Number, string Family, string Verdict, IReadOnlyList<(string Hook, bool From, bool To)> Chains)
{
    /// <summary>The table's name in every family.</summary>
    public const string Name = "ringfence_guard";

    /// <summary>The counter of what is dropped, where there is one.</summary>
    public const string Counter = "not_attached";

    private const int Priority = -400;

    /// <summary>Frames that bridges forward: netfilter takes no programs there.</summary>
    public static GuardHooks Bridge { get; } = new(NetfilterFamily.Bridge, "bridge", "drop", [("prerouting", true, false), ("postrouting", false, true)]);

    /// <summary>What the namespace routes, receives or sends: for kernels that have no netfilter programs at all.</summary>
    public static GuardHooks Inet { get; } = new(NetfilterFamily.Inet, "inet", $"counter name \"{Counter}\" drop", [("input", true, false), ("forward", true, true), ("output", false, true)]);

    /// <summary>The table, with its family.</summary>
    public string Table => $"{Family} {Name}";

    /// <summary>Whether the verdict names the counter.</summary>
    public bool Counts => Verdict.Contains(Counter, StringComparison.Ordinal);

    /// <summary>The commands that make the chains and their rules.</summary>
    public IEnumerable<string> Commands()
    {
        foreach (var chain in Chains)
        {
            yield return $"add chain {Table} {chain.Hook} {{ type filter hook {chain.Hook} priority {Priority} ; policy accept ; }}";
            foreach (string rule in Rules(chain))
                yield return $"add rule {Table} {chain.Hook} {rule}";
        }
    }

    /// <summary>Whether a listing of the table has the chains at their hooks and their rules.</summary>
    public bool AreIn(string listing)
    {
        string[] listed = listing.Split("chain ");
        return Chains.All(chain => Array.Exists(listed, text => text.Contains($"hook {chain.Hook} ", StringComparison.Ordinal) && Rules(chain).All(rule => text.Contains(rule, StringComparison.Ordinal))));
    }

    private IEnumerable<string> Rules((string Hook, bool From, bool To) chain)
    {
        if (chain.From)
            yield return $"iifname @guarded iifname . iif != @attached {Verdict}";
        if (chain.To)
            yield return $"oifname @guarded oifname . oif != @attached {Verdict}";
    }
}
