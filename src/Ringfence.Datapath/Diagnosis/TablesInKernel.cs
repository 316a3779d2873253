using System.Text.Json;
using Ringfence.Datapath.Ebpf;
using Ringfence.Datapath.Nftables;
using Ringfence.Linux.Nftables;

namespace Ringfence.Datapath.Diagnosis;

/// <summary>Our tables in the calling thread's network namespace, and the base chains of others.</summary>
internal static class TablesInKernel
{
    private static readonly string[] Ours = [TableNames.Main.Inet, TableNames.Main.Bridge, TableNames.Main.Arp, GuardHooks.Bridge.Table, GuardHooks.Inet.Table];

    /// <summary>Looks. Without libnftables nothing can be seen.</summary>
    public static (IReadOnlyList<KernelObject> Ours, IReadOnlyList<ForeignObject> Foreign) Read()
    {
        try
        {
            using var nft = new NftContext();
            return (Tables(nft).ToList(), Foreign(nft));
        }
        catch (DllNotFoundException)
        {
            return ([], []);
        }
    }

    private static IEnumerable<KernelObject> Tables(NftContext nft)
    {
        foreach (string table in Ours)
        {
            if (nft.Query($"list table {table}", NftOutput.Terse | NftOutput.Stateless) is { } text)
            {
                bool mine = text.Contains("comment \"ringfence ", StringComparison.Ordinal);
                yield return new KernelObject("table", table, "nftables", mine ? null : "Ringfence did not make this table of its name: rename or remove it.");
            }
        }
    }

    private static List<ForeignObject> Foreign(NftContext nft)
    {
        var found = new List<ForeignObject>();
        if (nft.Query("list chains", NftOutput.Json | NftOutput.NumericPriority) is not { Length: > 0 } json)
            return found;
        using var document = JsonDocument.Parse(json);
        foreach (var item in document.RootElement.GetProperty("nftables").EnumerateArray())
        {
            if (!item.TryGetProperty("chain", out var chain) || !chain.TryGetProperty("hook", out var hook))
                continue;
            string table = $"{chain.GetProperty("family").GetString()} {chain.GetProperty("table").GetString()}";
            if (!Ours.Contains(table))
                found.Add(Describe($"{table} {chain.GetProperty("name").GetString()}", hook.GetString()!, chain.GetProperty("prio").ToString()));
        }

        return found;
    }

    /// <summary>A verdict to accept ends a packet's way through the chain that gives it, not through ours.</summary>
    private static ForeignObject Describe(string name, string hook, string priority) =>
        new("chain", name, $"hook {hook}, priority {priority}: it can drop what ours accepts, not accept what ours drops", Overrules: false);
}
