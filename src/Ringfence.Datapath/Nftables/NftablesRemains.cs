using Ringfence.Datapath.Nftables.Ruleset;
using Ringfence.Datapath.Nftables.Text;
using Ringfence.Linux.Nftables;

namespace Ringfence.Datapath.Nftables;

/// <summary>Takes the nftables driver's tables out of a namespace: for when another driver has taken over.</summary>
internal static class NftablesRemains
{
    /// <summary>Removes the tables. On a thread of the namespace.</summary>
    /// <returns>False: there were none.</returns>
    /// <exception cref="IOException">The kernel refused, or a table of our name is somebody else's.</exception>
    public static bool Remove()
    {
        try
        {
            using var nft = new NftContext();
            if (!Exist(nft))
                return false;
            PreviousTables.RefuseForeign(nft);
            var script = new NftScript();
            FullReplacement.WriteRemoval(script);
            nft.Run(script.ZeroTerminated());
            return true;
        }
        catch (DllNotFoundException)
        {
            return false; // without libnftables the driver cannot have been here
        }
    }

    /// <summary>True when tables of our names are there. On a thread of the namespace.</summary>
    public static bool Exist()
    {
        try
        {
            using var nft = new NftContext();
            return Exist(nft);
        }
        catch (DllNotFoundException)
        {
            return false;
        }
    }

    private static bool Exist(NftContext nft)
    {
        string chains = nft.Query("list chains") ?? "";
        string[] tables = [TableNames.Main.Inet, TableNames.Main.Bridge, TableNames.Main.Arp];
        return tables.Any(table => chains.Contains($"table {table} {{", StringComparison.Ordinal));
    }
}
