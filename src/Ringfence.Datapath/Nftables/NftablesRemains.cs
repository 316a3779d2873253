using Ringfence.Datapath.Nftables.Ruleset;
using Ringfence.Datapath.Nftables.Text;
using Ringfence.Linux.Nftables;

namespace Ringfence.Datapath.Nftables;

/// <summary>Takes the nftables driver's tables out of a namespace: for when another driver has taken over.</summary>
internal static class NftablesRemains
{
    /// <summary>Removes the tables. On a thread of the namespace.</summary>
    /// <returns>False: there were none.</returns>
    /// <exception cref="IOException">The kernel refused, a table of our name is somebody else's, or libnftables is not installed any more.</exception>
    public static bool Remove()
    {
        using var kernel = new NftTables();
        if (!PreviousTables.Exist(kernel))
            return false;
        PreviousTables.RefuseForeign(kernel);
        var script = new NftScript();
        FullReplacement.WriteRemoval(script);
        try
        {
            using var nft = new NftContext();
            nft.Run(script.ZeroTerminated());
            return true;
        }
        catch (DllNotFoundException missing)
        {
            throw new IOException("The nftables driver's tables are there, and libnftables is not installed any more.", missing);
        }
    }

    /// <summary>True when tables of our names are there. On a thread of the namespace.</summary>
    /// <exception cref="IOException">The kernel would not tell.</exception>
    public static bool Exist()
    {
        using var kernel = new NftTables();
        return PreviousTables.Exist(kernel);
    }
}
