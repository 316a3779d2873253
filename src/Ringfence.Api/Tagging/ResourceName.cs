using System.Diagnostics.CodeAnalysis;

namespace Ringfence.Api.Tagging;

/// <summary>
/// The vendor's six-part name of a resource (doc 598/10606): <c>qcs::cvm:ap-guangzhou:uin/100000000001:sg/sg-12345678</c>. Terraform leaves the account's number out.
/// </summary>
/// <param name="Region">The resource's region; "" for one that has none.</param>
/// <param name="Account">The account's number; "" for the caller's own.</param>
/// <param name="Id">What stands behind the last part's slash.</param>
internal sealed record ResourceName(string Region, string Account, string Id)
{
    private const string AccountPrefix = "uin/";

    /// <summary>Takes a name apart.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ResourceName? name)
    {
        name = null;
        string[] parts = text.Trim().Split(':');
        if (parts is not ["qcs", _, { Length: > 0 }, var region, var account, var resource] || !account.StartsWith(AccountPrefix, StringComparison.Ordinal))
            return false;
        int slash = resource.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || slash == resource.Length - 1)
            return false;
        name = new ResourceName(region, account[AccountPrefix.Length..], resource[(slash + 1)..]);
        return true;
    }
}
