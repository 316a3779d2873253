namespace Ringfence.Datapath.Nftables.Text;

/// <summary>
/// Device names on their way into nft text. The API refuses bad names; here they are checked again, because a quote or an asterisk would change what a rule
/// means (<c>tap*</c> is a wildcard in nft).
/// </summary>
internal static class DeviceName
{
    private const int MostBytes = 15;

    /// <summary>Whether the name can be written between double quotes and means exactly itself.</summary>
    public static bool IsSafe(string name)
    {
        if (name.Length is 0 or > MostBytes || name is "." or "..")
            return false;
        foreach (char c in name)
        {
            if (c is <= ' ' or > '~' or '"' or '\\' or '*' or '/' or ':')
                return false;
        }

        return true;
    }
}
